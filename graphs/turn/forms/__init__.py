"""Custom actions: forms that are filled by talking."""
