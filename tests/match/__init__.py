"""How well near-duplicates are told from others, on made pairs whose truth is known: `make match`."""
