"""A Centre's operating regulation, and what it has to submit to the ministry (R2)."""
