"""HSDS 3.0: bodies and services in the form that others' directories read (docs.openreferral.org), without a login."""
