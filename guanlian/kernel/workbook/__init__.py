"""The records workbook: one sheet (or CSV file) per register, read all or nothing; what is written reads back."""
