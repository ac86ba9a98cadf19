"""The start workbook."""
