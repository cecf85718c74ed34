"""Whether somebody is known in another municipality: asked of hashes, answered by a Centre to ask."""
