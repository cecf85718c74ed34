"""Erasing a person: asked for, held or approved, executed by every service, certified; and rectification asked for."""
