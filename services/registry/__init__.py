"""Registry: the people a municipality serves, the bodies that help them, and the Centres themselves."""
