"""The one-time links by which a body without an account keeps its own record current."""
