"""Forms of what people keep at. No word that was typed is cut."""
