"""Figures: what happened, counted, and opened down to the events behind it."""
