Attribute VB_Name = "ArBridge"
Option Explicit
' The bridge of a workbook with buttons: it hands each press to the add-in. So the workbook holds no path of a Python
' and nothing of one version of the add-in, and goes on working when the add-in is replaced.

Private Const ADD_IN_FILE As String = "recon.xlam"

Public Sub ArRun(button As String)
    If ArInstalled() Then
        Application.Run "'" & ADD_IN_FILE & "'!ArBridge.ArRun", button
    Else
        MsgBox ArSays("no_addin"), vbExclamation, ArSays("title")
    End If
End Sub

Private Function ArInstalled() As Boolean
    Dim found As Workbook
    On Error Resume Next
    Set found = Workbooks(ADD_IN_FILE)
    ArInstalled = Not found Is Nothing
End Function
