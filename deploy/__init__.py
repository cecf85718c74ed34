"""How Kentro is put to work: on a bare machine, in containers, on a cluster."""
