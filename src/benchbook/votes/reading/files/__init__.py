"""Files of votes, by their formats: which columns they have, and their rows in batches."""
