"""The registry of programmes: what people can apply for, on which day under which rules, and why."""
