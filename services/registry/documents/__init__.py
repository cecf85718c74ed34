"""Scanned documents of persons: what was filed, by whom; the content lies encrypted in the object store."""
