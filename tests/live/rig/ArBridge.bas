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
    ' The first row tells how many rows and columns of cells the formula stands in, the others are the answer.
    ' One of a single cell is handed on as that, one of a single row as a list: as the module of xlwings does.
    Dim given, high, wide, i, j, answer()
    given = gPython.CallUDF(named, args)
    high = CLng(given(0)(0))
    wide = CLng(given(0)(1))
    If UBound(given) = 1 Then
        If UBound(given(1)) = 0 Then ArCallUdf = ArShown(given(1)(0), high, wide) Else ArCallUdf = ArShown(given(1), high, wide)
        Exit Function
    End If
    ReDim answer(0 To UBound(given) - 1, 0 To UBound(given(1)))
    For i = 1 To UBound(given)
        For j = 0 To UBound(given(1))
            answer(i - 1, j) = given(i)(j)
        Next j
    Next i
    ArCallUdf = ArShown(answer, high, wide)
End Function

Public Sub ArRun(button As String)
    gPython.Run(button)
End Sub
