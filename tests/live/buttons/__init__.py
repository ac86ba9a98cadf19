"""Every button pressed in a workbook that is open in an office program."""
