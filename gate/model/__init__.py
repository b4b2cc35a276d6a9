"""The nouns of the gate: frozen data that the stages hand to each other."""
