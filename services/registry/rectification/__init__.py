"""Rectification (GDPR, article 16): what a person asks to be put right, and what was answered by when."""
