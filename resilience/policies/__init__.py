"""Who may do what with what people keep at."""
