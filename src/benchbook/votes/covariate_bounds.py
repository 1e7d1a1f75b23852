"""What a vote's covariates may be, for those who read votes without reading files."""

MOST_MEASURES = 50
"""How many covariates a vote may have."""

MOST_NAME_CHARACTERS = 64
"""How long the name of one may be."""

MOST_VALUE = 1e12
"""How large one may be: the effect of a larger one cannot be told from rounding."""
