"""Records that may be one human: found, looked at, decided."""
