"""Who may log in, as what and where."""
