"""Who opens which file, and why."""
