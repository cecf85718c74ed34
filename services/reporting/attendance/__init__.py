"""Who came, by what they said of themselves: counts of persons, never a person."""
