"""Pre-checks in persons' files: what somebody was told that they may expect, on what day, from which facts."""
