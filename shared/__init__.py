"""The library that every service stands on."""
