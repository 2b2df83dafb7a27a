"""Routes of the widget: a visitor sees and changes only what is their own."""
