"""One throw-away PostgreSQL for all tests; the tables are made once, the parallel processes copy them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from guanlian.launch import messages, throwaway
from guanlian.launch.locks import FileLock

pytest_plugins = ["tests.fixtures"]

TEMPLATE = "guanlian_tables"

# A law holds or not however busy the machine is: no deadline, and a slow draw is no failure.
settings.register_profile("guanlian", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("guanlian")


@pytest.fixture(scope="session", autouse=True)
def _translations() -> None:
    messages.compile_messages()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the server just before the first database is made."""
    throwaway.start()


@pytest.fixture(scope="session")
def _tables(django_db_modify_db_settings: None) -> Iterator["FileLock | None"]:
    """The lock of whoever makes the tables first; None once others can copy them."""
    folder = os.environ.get(throwaway.VARIABLE)
    if folder is None:
        yield None
        return
    from django.db import connection

    lock = FileLock(Path(folder) / "tables")
    lock.take()
    if lock.read():
        connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE
        lock.close()
        yield None
        return
    yield lock
    lock.close()


@pytest.fixture(scope="session")
def django_db_setup(_tables: "FileLock | None", django_db_setup: None) -> None:
    """pytest-django's own set-up, which then leaves a copy of the empty tables for the others."""
    if _tables is None:
        return
    import psycopg
    from django.db import connection

    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    database = connection.settings_dict
    with psycopg.connect(host=database["HOST"], user="postgres", dbname="postgres", autocommit=True) as link:
        link.execute(f'CREATE DATABASE {TEMPLATE} TEMPLATE "{database["NAME"]}"')
    _tables.note(made=True)
    _tables.close()
