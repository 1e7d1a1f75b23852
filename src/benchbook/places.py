"""Where things of the user's own lie when nobody says otherwise."""

from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """The user's folder for data."""
    return Path(platformdirs.user_data_dir("benchbook", appauthor=False))


def default_store() -> str:
    """The path of the user's own store."""
    return str(data_folder() / "benchbook.db")
