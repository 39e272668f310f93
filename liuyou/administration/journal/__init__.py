"""The journal for auditors: searched, read in words, taken out as a workbook, its wholeness shown."""
