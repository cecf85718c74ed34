"""Keycloak, wherever it runs: the realm, and the database behind it."""
