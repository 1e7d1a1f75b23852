"""What holds for all tests."""

from hypothesis import settings

# How long an example takes says how busy the machine is: whoever is slow is found by what a test counts.
settings.register_profile("benchbook", deadline=None)
settings.load_profile("benchbook")
