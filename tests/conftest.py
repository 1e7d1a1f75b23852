"""What holds for all tests."""

import os

from hypothesis import settings

# How long an example takes says how busy the machine is: whoever is slow is found by what a test counts.
# In continuous integration examples are the same each time: what is found by chance is found while working.
settings.register_profile("benchbook", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("benchbook")
