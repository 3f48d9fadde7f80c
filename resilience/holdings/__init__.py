"""What this floor holds of a person, in the privacy register."""
