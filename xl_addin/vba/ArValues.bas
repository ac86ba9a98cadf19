Attribute VB_Name = "ArValues"
Option Explicit
' What a formula's cells show of an answer. Nothing here knows the host.

' The answer for a block of `high` rows and `wide` columns (1 and 1 for a single cell, from which Excel spills).
' Texts such as "#N/A" become error values. A block larger than the answer is filled up with empty texts, where Excel
' would show #N/A or repeat a single row; a block with too few rows says in its last row how many are missing. A refusal
' fills the whole block.
Public Function ArShown(answer As Variant, high As Long, wide As Long) As Variant
    Dim rows As Long, columns As Long, i As Long, j As Long, shown() As Variant
    ArSize answer, rows, columns
    If rows = 0 Then
        ArShown = ArError(answer)
        If (high = 1 And wide = 1) Or IsError(ArShown) Then Exit Function
    End If
    If high = 1 And wide = 1 Then
        ReDim shown(0 To rows - 1, 0 To columns - 1)
    Else
        ReDim shown(0 To high - 1, 0 To wide - 1)
    End If
    For i = 0 To UBound(shown, 1)
        For j = 0 To UBound(shown, 2)
            If rows = 0 Then
                If i = 0 And j = 0 Then shown(i, j) = answer Else shown(i, j) = ""
            ElseIf i < rows And j < columns Then
                shown(i, j) = ArError(ArCell(answer, i, j))
            Else
                shown(i, j) = ""
            End If
        Next j
    Next i
    If high > 1 And high < rows Then
        For j = 0 To wide - 1
            shown(high - 1, j) = ""
        Next j
        shown(high - 1, 0) = "... +" & (rows - high + 1)
    End If
    ArShown = shown
End Function

' Rows and columns of an answer: a scalar has none, a list is one row.
Private Sub ArSize(answer As Variant, rows As Long, columns As Long)
    rows = 0
    columns = 0
    If Not IsArray(answer) Then Exit Sub
    rows = 1
    columns = UBound(answer) - LBound(answer) + 1
    On Error GoTo done
    columns = UBound(answer, 2) - LBound(answer, 2) + 1
    rows = UBound(answer, 1) - LBound(answer, 1) + 1
done:
End Sub

Private Function ArCell(answer As Variant, i As Long, j As Long) As Variant
    On Error GoTo flat
    ArCell = answer(LBound(answer, 1) + i, LBound(answer, 2) + j)
    Exit Function
flat:
    ArCell = answer(LBound(answer) + j)
End Function

Private Function ArError(shown As Variant) As Variant
    ArError = shown
    If VarType(shown) <> vbString Then Exit Function
    Select Case shown
        Case "#NULL!": ArError = CVErr(2000)
        Case "#DIV/0!": ArError = CVErr(2007)
        Case "#VALUE!": ArError = CVErr(2015)
        Case "#REF!": ArError = CVErr(2023)
        Case "#NAME?": ArError = CVErr(2029)
        Case "#NUM!": ArError = CVErr(2036)
        Case "#N/A": ArError = CVErr(2042)
    End Select
End Function
