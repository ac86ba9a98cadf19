Attribute VB_Name = "ArValues"
Option Explicit
' What a formula's cells show of an answer. Nothing here knows the host.

' The answer for a block of `high` rows and `wide` columns (1 and 1 for a single cell, from which Excel spills).
' Texts such as "#N/A" become error values. A block larger than the answer is filled up with empty texts, where Excel
' would show #N/A or repeat a single row; a block with too few rows says in its last row how many are missing. A refusal
' fills the whole block.
Public Function ArShown(answer As Variant, high As Long, wide As Long) As Variant
    Dim rows As Long, columns As Long, top As Long, first As Long, flat As Boolean, i As Long, j As Long
    Dim shown() As Variant
    ArSize answer, rows, columns, top, first, flat
    If rows = 0 Then
        ArShown = ArError(answer)
        If (high = 1 And wide = 1) Or IsError(ArShown) Then Exit Function
    End If
    If high = 1 And wide = 1 Then
        ReDim shown(0 To rows - 1, 0 To columns - 1)
    Else
        ReDim shown(0 To high - 1, 0 To wide - 1)
    End If
    ' Every cell of a large answer passes here: no call is made for one that is no text with a "#" in front.
    For i = 0 To UBound(shown, 1)
        For j = 0 To UBound(shown, 2)
            If i >= rows Or j >= columns Then
                shown(i, j) = ""
            Else
                If flat Then shown(i, j) = answer(first + j) Else shown(i, j) = answer(top + i, first + j)
                If VarType(shown(i, j)) = vbString Then
                    If Left$(shown(i, j), 1) = "#" Then shown(i, j) = ArError(shown(i, j))
                End If
            End If
        Next j
    Next i
    If rows = 0 Then shown(0, 0) = answer
    If high > 1 And high < rows Then
        For j = 0 To wide - 1
            shown(high - 1, j) = ""
        Next j
        shown(high - 1, 0) = "... +" & (rows - high + 1)
    End If
    ArShown = shown
End Function

' Rows and columns of an answer and where they begin: a scalar has none, a list is one row and flat.
Private Sub ArSize(answer As Variant, rows As Long, columns As Long, top As Long, first As Long, flat As Boolean)
    rows = 0
    columns = 0
    If Not IsArray(answer) Then Exit Sub
    rows = 1
    first = LBound(answer)
    columns = UBound(answer) - first + 1
    flat = True
    On Error GoTo done
    columns = UBound(answer, 2) - LBound(answer, 2) + 1
    flat = False
    top = first
    first = LBound(answer, 2)
    rows = UBound(answer, 1) - top + 1
done:
End Sub

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
