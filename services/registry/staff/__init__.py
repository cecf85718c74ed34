"""The colleagues whose names stand beside what they did."""
