"""The bodies that help people, and the services that they offer."""
