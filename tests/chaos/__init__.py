"""Everything that can break is broken while people work, and nothing that was acknowledged may be lost. See
docs/how-to/chaos.md.
"""
