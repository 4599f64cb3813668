"""Which PostgreSQL the product talks to: the one of `DATABASE_URL`, else the embedded one."""

import re
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from guanlian.launch import paths
from guanlian.launch.faults import Fault

OLDEST = 15  # major version: NULLS NOT DISTINCT, security_invoker views


class WrongDatabaseUrl(Fault):
    """`DATABASE_URL` can't be read; the message says what to write instead."""

    def __init__(self, why_zh: str, why_en: str) -> None:
        super().__init__(
            f"DATABASE_URL 写法有误（{why_zh}）：应为 postgresql://用户:密码@主机:端口/库名，"
            "密码中的特殊字符须用百分号编码；留空则使用内置数据库。",
            f"DATABASE_URL can't be read ({why_en}): write postgresql://USER:PASSWORD@HOST:PORT/NAME, with special "
            "characters percent-encoded; leave it empty to use the embedded server.",
        )


def database_settings(url: str) -> dict[str, Any]:
    """Django's settings for `url` (postgresql://user:password@host:port/name), or for the embedded server if empty.

    Query parameters are libpq's (`sslmode`, `host` for a socket folder …). Raises WrongDatabaseUrl.
    """
    common: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        # Prepared at the second time; that is those of `kernel.rows` alone, which sends the values apart from the text.
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}, "prepare_threshold": 1},
    }
    if not url.strip():
        return common | {"NAME": "guanlian", "USER": "postgres", "HOST": str(paths.socket_dir()), "PORT": "5432"}
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise WrongDatabaseUrl("主机或端口不合规", "host or port is malformed") from None
    if parts.scheme not in {"postgres", "postgresql"}:
        raise WrongDatabaseUrl("须以 postgresql:// 开头", "it must begin with postgresql://")
    name = unquote(parts.path[1:])
    if not name or "/" in parts.path[1:]:
        raise WrongDatabaseUrl("缺库名", "the database's name is missing")
    if parts.fragment or re.search(r"\s", url.strip()):
        raise WrongDatabaseUrl("含空格或 #", "it holds a blank or a #")
    query = dict(parse_qsl(parts.query))
    return common | {
        "NAME": name,
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or "") or query.pop("password", ""),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(port or query.pop("port", 5432)),
        "OPTIONS": common["OPTIONS"] | query,
    }


def connection_arguments(settings: dict[str, Any], *, name: str = "") -> dict[str, Any]:
    """libpq's keywords for Django's database `settings`; `name` asks for another database of the same server."""
    options = {key: value for key, value in settings["OPTIONS"].items() if key not in {"pool", "prepare_threshold"}}
    pairs = {
        "dbname": name or settings["NAME"],
        "user": settings["USER"],
        "password": settings.get("PASSWORD", ""),
        "host": settings["HOST"],
        "port": settings["PORT"],
    }
    return {key: value for key, value in pairs.items() if value} | options


def check_server(settings: dict[str, Any]) -> None:
    """Connect once to the server of `DATABASE_URL`; the Fault tells unreachable, refused, missing and old apart."""
    import psycopg

    arguments = {"connect_timeout": 5} | connection_arguments(settings)
    try:
        with psycopg.connect(**arguments) as connection:
            version = connection.info.server_version // 10000
    except psycopg.ProgrammingError as error:
        raise WrongDatabaseUrl(_words(error), _words(error)) from None
    except psycopg.OperationalError as error:
        raise _connection_fault(settings, error) from None
    if version < OLDEST:
        raise Fault(
            f"DATABASE_URL 指向的 PostgreSQL 是 {version} 版：请升级到 {OLDEST} 或更高版本，或留空改用内置数据库。",
            f"The PostgreSQL of DATABASE_URL is version {version}: upgrade it to {OLDEST} or newer, "
            "or leave it empty to use the embedded server.",
        )


def _connection_fault(settings: dict[str, Any], error: Exception) -> Fault:
    words, user = _words(error), settings["USER"] or "—"
    where, name = f"{settings['HOST'] or 'localhost'}:{settings['PORT']}", settings["NAME"]
    answered = re.search(r"\b(FATAL|致命错误|no password supplied)\b", str(error))
    if not answered:
        return Fault(
            f"连不上 DATABASE_URL 的数据库服务器 {where}：请确认它已启动、地址无误、防火墙放行（{words}）。",
            f"The database server {where} of DATABASE_URL can't be reached: check that it runs, "
            f"its address and the firewall ({words}).",
        )
    if _is_missing(settings):
        return Fault(
            f"服务器 {where} 上没有名为 {name} 的数据库：请先建立，例如 createdb {name}，或改正 DATABASE_URL。",
            f"The server {where} has no database named {name}: create it, for example createdb {name}, "
            "or correct DATABASE_URL.",
        )
    return Fault(
        f"服务器 {where} 拒绝了用户 {user}：请核对 DATABASE_URL 中的用户名和密码（{words}）。",
        f"The server {where} refuses the user {user}: check the user and password in DATABASE_URL ({words}).",
    )


def _is_missing(settings: dict[str, Any]) -> bool:
    """True if the same person may enter the server, yet it holds no such database (told without its language)."""
    import psycopg

    for other in ("postgres", "template1"):
        try:
            with psycopg.connect(connect_timeout=5, **connection_arguments(settings, name=other)) as connection:
                query = "SELECT 1 FROM pg_database WHERE datname = %s"
                return connection.execute(query, [settings["NAME"]]).fetchone() is None
        except psycopg.OperationalError:
            continue
    return False


def _words(error: Exception) -> str:
    """The server's own last words, without a password and on one line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    for line in lines:
        if "FATAL:" in line:
            return line.split("FATAL:", 1)[1].strip()
    return (lines[0] if lines else type(error).__name__)[:200]
