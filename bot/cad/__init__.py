"""The documents of the committee: its file, its minutes, its workbook, its command."""
