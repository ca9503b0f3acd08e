"""How English prose writes figures, units and negations: parsing that claims nothing about what is true."""
