"""Posts of a Centre, the contracts of those who hold them, and whether the team is what the law asks for (R12-R14)."""
