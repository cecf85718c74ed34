"""Starts and supervises the real parts of Kentro on a bare machine: no Docker, no installed Java or PostgreSQL."""
