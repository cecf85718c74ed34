"""Erasing a person: asked for, held or approved, executed by every service, and certified."""
