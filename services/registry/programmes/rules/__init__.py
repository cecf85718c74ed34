"""Rules as data: expressions in CEL over what a household declares."""
