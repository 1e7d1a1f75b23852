"""The leaderboard's table in words: its headings, its lines and its files."""
