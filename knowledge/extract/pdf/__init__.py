"""PDF documents: the lines, columns and tables of each page, in reading order."""
