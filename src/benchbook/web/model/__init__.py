"""The model page, part by part: what is found, its facts, prices, providers, scores, past and identity."""
