Attribute VB_Name = "ArBridge"
' The bridge of the twin: in place of Excel's way to Python it calls an object that a test has handed over. What the
' rest of the project asks of a bridge, and nothing else, is the same as in the add-in's own.

Global gPython As Variant

Public Sub ArHand(python)
    gPython = python
End Sub

Public Function ArInWizard() As Boolean
    ArInWizard = False
End Function

Public Function ArCallUdf(named As String, args As Variant) As Variant
    Dim given, rows, columns, i, j, answer()
    given = gPython.CallUDF(named, args)
    ReDim answer(0 To UBound(given), 0 To UBound(given(0)))
    For i = 0 To UBound(given)
        For j = 0 To UBound(given(0))
            answer(i, j) = given(i)(j)
        Next j
    Next i
    ArCallUdf = ArShown(answer, 1, 1)
End Function

Public Sub ArRun(button As String)
    gPython.Run(button)
End Sub
