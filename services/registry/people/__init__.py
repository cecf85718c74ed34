"""The people whom the Centres serve."""
