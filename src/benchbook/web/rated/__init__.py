"""The page of an own arena's board, part by part: how it was rated, and how likely each is to be preferred."""
