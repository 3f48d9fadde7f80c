"""What pages of this floor look for. Reads only."""
