"""What the watches of these tests sign with, and when."""

import base64
from datetime import UTC, datetime

NOW = datetime(2026, 7, 22, 12, 0, 0, tzinfo=UTC)
KEY = bytes(range(32))
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
