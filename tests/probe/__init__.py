"""Asks for what the one who asks may not see, over every route and kind of id, and compares the answers with those for
what does not exist."""
