"""Who lives with whom."""
