"""The one-time links by which a body without an account answers."""
