"""What the pictures of all notebooks share."""
