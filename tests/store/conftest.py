"""The ledger's tests run on SQLite and on a real PostgreSQL, each test in a schema of its own."""

import os
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import OperationalError

from benchbook.store import Store, open_store

sys.path.insert(0, str(Path(__file__).parent))  # for ledger_documents

POSTGRES_URL = os.environ.get("BENCHBOOK_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")


@pytest.fixture
def postgresql() -> Iterator[str]:
    """The URL of an empty schema, dropped afterwards."""
    url = make_url(POSTGRES_URL).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 5})
    name = f"benchbook_{uuid.uuid4().hex}"
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    except OperationalError as error:
        engine.dispose()
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL answers: {str(error.orig).splitlines()[0]}")
    shown = url.set(drivername="postgresql").update_query_dict({"options": f"-csearch_path={name}"})
    yield shown.render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store can be made, in either database."""
    if request.param == "sqlite":
        return str(tmp_path / "new folder" / "böok.db")
    return str(request.getfixturevalue("postgresql"))


@pytest.fixture
def store(target: str) -> Iterator[Store]:
    """An empty store in either database."""
    with open_store(target) as opened:
        yield opened
