"""Reports in their forms: page, workbook, text files, document and drawing, each from the report model alone."""
