"""Pages of what people keep at."""
