Attribute VB_Name = "ArBridge"
Option Explicit
' The one module of the add-in that knows its host. Everything else in the project is the same in Excel and in the
' twin that the live tests open in another spreadsheet program; the twin brings an ArBridge of its own with
'
'   ArInWizard() As Boolean                     True while Excel's function wizard is open: nothing is worked out
'   ArCallUdf(named As String, args) As Variant what the cells of a formula show; raises where nothing could be asked
'   ArRun(button As String)                     presses a button on the workbook in front
'
' Only the bridge of the add-in has also
'
'   ArSetting(key As String, otherwise As String)  a line of the sheet recon.conf of the add-in; the module xlwings asks it
'   ArDescribe()                                   puts the help of functions and arguments into the function wizard

Private Const HOST As String = "xl_addin.host"
Private Const WAIT_AFTER_FAILURE As Long = 60 ' seconds; a sheet of formulas must not wait for each of them
Private gPython As Object
Private gStarting As Boolean
Private gFailedAt As Single
Private gTrouble As String

Public Function ArInWizard() As Boolean
    On Error Resume Next
    ArInWizard = Not Application.CommandBars("Standard").Controls(1).Enabled
End Function

Public Function ArCallUdf(named As String, args As Variant) As Variant
    #If Mac Then
        If named = "AR_LASTERROR" Then ArCallUdf = ArSays("no_functions") Else ArCallUdf = CVErr(2042)
    #Else
        Dim high As Long, wide As Long, tried As Long, asked As Variant
        asked = ArPlaced(args, high, wide)
        On Error GoTo failed
again:
        ArCallUdf = ArShown(ArPython().CallUDF(HOST, named, asked, ThisWorkbook, Application.Caller), high, wide)
        Exit Function
failed:
        gTrouble = Err.Description
        If gStarting Then gFailedAt = Timer
        gStarting = False
        If Not gPython Is Nothing And tried = 0 Then ' it was there and may have been ended: once more
            Set gPython = Nothing
            tried = 1
            Resume again
        End If
        On Error GoTo 0
        If named <> "AR_LASTERROR" Then Err.Raise 1000, "recon", gTrouble
        ArCallUdf = ArSays("no_python") & " (" & gTrouble & ")"
    #End If
End Function

' The arguments and, after them, the place of the cell that asks; `high` and `wide` are the block it stands in.
Private Function ArPlaced(args As Variant, high As Long, wide As Long) As Variant
    Dim asked() As Variant, i As Long
    ReDim asked(0 To UBound(args) + 1)
    For i = 0 To UBound(args)
        If IsObject(args(i)) Then Set asked(i) = args(i) Else asked(i) = args(i)
    Next i
    asked(UBound(asked)) = ""
    high = 1
    wide = 1
    If TypeName(Application.Caller) = "Range" Then
        With Application.Caller
            high = .Rows.Count
            wide = .Columns.Count
            asked(UBound(asked)) = .Row & " " & .Column & " " & .Parent.Parent.Name & "/" & .Parent.Name
        End With
    End If
    ArPlaced = asked
End Function

#If Not Mac Then
' The Python that answers: started once, asked again for as long as it lives.
Private Function ArPython() As Object
    Dim found As Object
    If gPython Is Nothing Then
        If gFailedAt > 0 And Abs(Timer - gFailedAt) < WAIT_AFTER_FAILURE Then Err.Raise 1000, "recon", gTrouble
        gStarting = True
        Set found = XLPy()
        found.Exec "import " & HOST & " as host; host.speak('" & ArSetting("LANGUAGE", "en") & "')"
        gStarting = False
        gFailedAt = 0
        Set gPython = found
    End If
    Set ArPython = gPython
End Function
#End If

Public Sub ArRun(button As String)
    If ActiveWorkbook Is Nothing Then
        MsgBox ArSays("no_workbook"), vbExclamation, ArSays("title")
        Exit Sub
    End If
    #If Not Mac Then
        If Not FileExists(ArSetting("INTERPRETER_WIN", "")) Then
            MsgBox ArSays("no_python") & vbCrLf & ArSetting("INTERPRETER_WIN", ""), vbExclamation, ArSays("title")
            Exit Sub
        End If
    #End If
    RunPython "import " & HOST & " as host; host.press('" & button & "', '" & ArSetting("LANGUAGE", "en") & "')"
End Sub

Public Function ArSetting(key As String, Optional otherwise As String = "") As String
    Dim at As Long
    ArSetting = otherwise
    With ThisWorkbook.Worksheets("recon.conf")
        at = 1
        Do While .Cells(at, 1).Value <> ""
            If UCase$(.Cells(at, 1).Value) = UCase$(key) Then ArSetting = .Cells(at, 2).Value
            at = at + 1
        Loop
    End With
End Function

' Help is a comfort: where it cannot be set, the functions work without it, and a few more tries are made.
Public Sub ArDescribe()
    Static tries As Long
    Dim at As Long, last As Long, i As Long, texts() As Variant
    If tries > 2 Or ActiveWorkbook Is Nothing Then Exit Sub
    tries = tries + 1
    On Error GoTo failed
    With ThisWorkbook.Worksheets("recon.help")
        at = 2
        Do While .Cells(at, 1).Value <> ""
            last = .Cells(at, 3).Value
            If last = 0 Then
                Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & .Cells(at, 1).Value, _
                    Description:=.Cells(at, 2).Value, Category:=ArSetting("CATEGORY", "AR Recon")
            Else
                ReDim texts(0 To last - 1)
                For i = 1 To last
                    texts(i - 1) = CStr(.Cells(at, 3 + i).Value)
                Next i
                Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & .Cells(at, 1).Value, _
                    Description:=.Cells(at, 2).Value, Category:=ArSetting("CATEGORY", "AR Recon"), _
                    ArgumentDescriptions:=texts
            End If
            at = at + 1
        Loop
    End With
    tries = 3
    ThisWorkbook.Saved = True
failed:
End Sub
