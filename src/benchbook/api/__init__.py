"""Snapshot -> JSON over HTTP, in the shapes of OpenRouter's Data API."""
