"""Word documents: python-docx reads them, and what it leaves out is read here."""
