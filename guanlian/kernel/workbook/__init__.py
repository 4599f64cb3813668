"""The records workbook: one sheet (or CSV file) per register, read all or nothing, written so that it reads back unchanged."""
