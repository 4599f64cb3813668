"""Which PostgreSQL the product talks to: the one of `DATABASE_URL`, else the embedded one."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from guanlian.launch import paths


class WrongDatabaseUrl(Exception):
    """`DATABASE_URL` can't be read; the message says what to write instead."""


def database_settings(url: str) -> dict[str, Any]:
    """Django's settings for `url` (postgresql://user:password@host:port/name), or for the embedded server if empty."""
    common = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}},
    }
    if not url:
        return common | {
            "NAME": "guanlian",
            "USER": "postgres",
            "HOST": str(paths.VAR / "run"),
            "PORT": "5432",
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2:
        raise WrongDatabaseUrl(
            "DATABASE_URL must read postgresql://USER:PASSWORD@HOST:PORT/NAME; "
            "leave it empty to use the embedded server."
        )
    query = dict(parse_qsl(parts.query))
    return common | {
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", 5432)),
        "OPTIONS": common["OPTIONS"] | query,
    }
