"""Benchbook: which model should I use, and how do we know?"""

__version__ = "0.4.0"
