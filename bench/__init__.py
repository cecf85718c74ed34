"""The kernel's promises as figures: `python -m bench`, one module per question.

Speeds are ratios to something measured beside them in the same run, since machines differ.
"""
