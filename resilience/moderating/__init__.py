"""What people show others here, as moderation knows it."""
