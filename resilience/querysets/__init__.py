"""Who sees which rows of what people keep at."""
