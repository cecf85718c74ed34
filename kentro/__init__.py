"""The operator's command: a thin face over the library, the services and the launcher."""
