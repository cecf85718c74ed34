"""Two records of one human read as one, and parted again."""
