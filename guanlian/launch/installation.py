"""What this installation's database has been through, kept in the database itself: table `guanlian_installation`.

It travels with the data, so a restored backup tells by itself which migrations it has seen.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from guanlian.launch import paths
from guanlian.launch.database import connection_arguments, database_settings
from guanlian.launch.stamps import digest

if TYPE_CHECKING:
    import psycopg


@contextmanager
def connection(name: str = "") -> Iterator["psycopg.Connection[Any]"]:
    """A plain connection (autocommit) to the product's database, or to another `name` of its server."""
    import psycopg

    settings = database_settings(os.environ.get("DATABASE_URL", ""))
    with psycopg.connect(**connection_arguments(settings, name=name), autocommit=True) as link:
        yield link


def read(key: str) -> str:
    """The value kept under `key`; empty if there is none."""
    with connection() as link:
        if not _exists(link, "guanlian_installation"):
            return ""
        row = link.execute("SELECT value FROM guanlian_installation WHERE key = %s", [key]).fetchone()
    return row[0] if row else ""


def write(key: str, value: str) -> None:
    """Keep `value` under `key`."""
    with connection() as link:
        link.execute("CREATE TABLE IF NOT EXISTS guanlian_installation (key text PRIMARY KEY, value text NOT NULL)")
        link.execute(
            "INSERT INTO guanlian_installation VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [key, value],
        )


def migrations_stamp() -> str:
    """The migration files of the tree and the pinned packages, and what the database says it has applied."""
    files = [*(paths.ROOT / "guanlian").glob("*/migrations/*.py"), paths.ROOT / "requirements" / "base.txt"]
    with connection() as link:
        if not _exists(link, "django_migrations"):
            return ""
        row = link.execute("SELECT md5(string_agg(app || '.' || name, ',' ORDER BY id)) FROM django_migrations")
        applied = row.fetchone()
    return digest(files) + ":" + str(applied and applied[0])


def migrated() -> bool:
    """True if the database stands where the tree's migrations stand."""
    kept = read("migrations")
    return bool(kept) and kept == migrations_stamp()


def holds_halls() -> bool:
    """True if the network has been loaded."""
    with connection() as link:
        if not _exists(link, "network_hall"):
            return False
        row = link.execute("SELECT EXISTS (SELECT 1 FROM network_hall)").fetchone()
    return bool(row and row[0])


def _exists(link: "psycopg.Connection[Any]", table: str) -> bool:
    row = link.execute("SELECT to_regclass(%s) IS NOT NULL", [table]).fetchone()
    return bool(row and row[0])
