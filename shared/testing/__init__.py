"""What tests stand on: parts of their own, and the words given, when, then."""
