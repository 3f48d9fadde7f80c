"""Forms of what people keep at."""
