"""Funding acts (Πράξεις): what paid a Centre, how much, until when, and by which decision (R7)."""
