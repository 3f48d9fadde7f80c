"""What people keep at, as forms. Errors stand at their field, and no word that was typed is cut."""
