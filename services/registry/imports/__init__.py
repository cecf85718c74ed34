"""The organisation, the bodies and their services from files and into files."""
