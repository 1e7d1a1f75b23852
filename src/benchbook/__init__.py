"""Benchbook: which model should I use, and how do we know?"""

__version__ = "0.5.0"
