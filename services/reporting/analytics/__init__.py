"""What analysts subscribe to: the same happenings, with nobody in them."""
