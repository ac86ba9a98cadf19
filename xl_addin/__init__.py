"""recon in Excel: formulas in cells, buttons in the ribbon and in workbooks, over the same core as the command line."""
