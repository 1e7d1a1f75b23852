"""One module a page: its question, and the values of its template."""
