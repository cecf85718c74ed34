"""Municipalities, their Centres, branches and mobile units."""
