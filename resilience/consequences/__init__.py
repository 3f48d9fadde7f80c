"""What follows here from what happened on the floors below. Runs inside the transaction of its cause."""
