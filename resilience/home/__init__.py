"""What this floor adds to home, and to the page about oneself."""
