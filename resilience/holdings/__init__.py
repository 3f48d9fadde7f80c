"""What is held of people for what they keep at."""
