"""Excel's part in the live tests, played by LibreOffice Calc: an xlwings engine over UNO, and a workbook's twin.

Law: what a test sees through the rig is what a running spreadsheet program has. A member of xlwings that is not played
says so by its name; where Calc is kinder than Excel (text that looks like a number stays text), the rig does as Excel.

wire       the office's own objects: connecting, structs, properties
gaps       what is not played says so by its name
engine     the engine and the applications it knows
books      an application, its books, a book
sheets     the sheets of a book
ranges     a range: values, formulas, looks, ways
values     cells to and from the office, as blocks
formulas   formulas between Excel's words and the office's
tables     tables of a sheet
names      defined names
native     what only Excel's own objects offer
twin       a workbook of ours with only its way to Python exchanged: formulas, buttons
clicks     a real mouse on a real screen
"""
