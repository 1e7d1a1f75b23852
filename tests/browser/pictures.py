"""Screenshots of whole pages, kept in a folder that git ignores, for a person who asks for them to look at."""

import os
from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).parents[2] / ".screenshots"
HIGHEST_PIXELS = 6000
WANTED = os.environ.get("BENCHBOOK_TEST_PICTURES") == "1"


def take_picture(page: Page, name: str, theme: str, width: int, note: str = "") -> None:
    """Keep the page from its top, at most 6,000 pixels, as ``NAME-THEME-WIDTH.png`` or ``…-NOTE.png``, if wanted."""
    if not WANTED:
        return
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{'-'.join(filter(None, (name, theme, str(width), note)))}.png"
    height = page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, HIGHEST_PIXELS)}
    page.screenshot(path=path, full_page=True, clip=clip, animations="disabled")
