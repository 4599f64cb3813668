"""Backup and restore of the database by PostgreSQL's own tools. Uploaded files (`var/media`) are a folder to copy."""

import os
import subprocess
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from guanlian.launch import installation
from guanlian.launch.database import check_server, connection_arguments, database_settings
from guanlian.launch.embedded import Embedded
from guanlian.launch.faults import Fault, say
from guanlian.launch.postgres import binaries

MAGIC = b"PGDMP"


def backup(name: str) -> int:
    """Write the whole database to the file `name` (pg_dump's custom format): complete, or not at all."""
    target = Path(name).expanduser().resolve()
    if not target.parent.is_dir():
        raise Fault(
            f"文件夹 {target.parent} 不存在：请先建立。", f"The folder {target.parent} does not exist: make it first."
        )
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    with _server():
        try:
            _tool("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={partial}", _conninfo())
            partial.chmod(0o600)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    size = target.stat().st_size / 1e6
    say(
        f"已备份数据库到 {target}（{size:.1f} MB）；上传的文件在 var/media，请另行复制。",
        f"The database is in {target} ({size:.1f} MB); uploaded files are in var/media, copy them apart.",
    )
    return 0


def restore(name: str, *, yes: bool) -> int:
    """Put the database of file `name` in the place of the present one, which stays as `…_previous`.

    The file is read into a fresh database first; only when that has gone well are the names swapped, in one
    transaction. Raises Fault, and leaves all as it was, on a file that is no backup or is broken.
    """
    source = Path(name).expanduser().resolve()
    _require_backup(source)
    if not yes:
        raise Fault(
            f"恢复将以 {source} 替换现有数据库：确认后请加 --yes 再运行。",
            f"Restoring replaces the present database by {source}: add --yes if that is meant.",
        )
    with _server():
        current = str(database_settings(os.environ.get("DATABASE_URL", ""))["NAME"])
        fresh = f"{current}_restore_{int(time.time())}"
        _sql("CREATE DATABASE {} TEMPLATE template0", fresh)
        try:
            _tool(
                "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
                f"--dbname={_conninfo(fresh)}", str(source),
            )  # fmt: skip
            _swap(current, fresh)
        except BaseException:
            _sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", fresh)
            raise
    say(
        f"已从 {source} 恢复；原数据库保留为 {current}_previous，直至下次恢复。",
        f"Restored from {source}; the former database stays as {current}_previous until the next restore.",
    )
    return 0


def _swap(current: str, fresh: str) -> None:
    from psycopg import sql

    previous = f"{current}_previous"
    _sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", previous)
    with installation.connection("postgres") as link:
        shut = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        old, new, kept = sql.Identifier(current), sql.Identifier(fresh), sql.Identifier(previous)
        try:
            link.execute(shut.format(old, sql.SQL("false")))
            link.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [current])
            with link.transaction():
                link.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(old, kept))
                link.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(new, old))
        except BaseException:
            link.execute(shut.format(old, sql.SQL("true")))
            raise
        link.execute(shut.format(kept, sql.SQL("true")))


def _require_backup(source: Path) -> None:
    try:
        with source.open("rb") as stream:
            begin = stream.read(len(MAGIC))
    except (FileNotFoundError, IsADirectoryError):
        raise Fault(f"找不到文件 {source}：请核对路径。", f"There is no file {source}: check the path.") from None
    listed = subprocess.run(
        [str(binaries() / "pg_restore"), "--list", str(source)], capture_output=True, text=True, check=False
    )
    if begin != MAGIC or listed.returncode or "django_migrations" not in listed.stdout:
        raise Fault(
            f"{source} 不是馆联的备份，或已损坏：请选用 guanlian backup 生成的文件。现有数据未动。",
            f"{source} is no backup of Guanlian, or is broken: choose a file made by guanlian backup. "
            "Nothing was changed.",
        )


def _server() -> AbstractContextManager[Any]:
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return Embedded()
    check_server(database_settings(url))
    return nullcontext()


def _conninfo(name: str = "") -> str:
    """libpq's connection string without the password, which goes by the environment."""
    from psycopg.conninfo import make_conninfo

    arguments = connection_arguments(database_settings(os.environ.get("DATABASE_URL", "")), name=name)
    arguments.pop("password", None)
    return make_conninfo(**arguments)


def _sql(statement: str, name: str) -> None:
    import psycopg
    from psycopg import sql

    try:
        with installation.connection("postgres") as link:
            link.execute(sql.SQL(statement).format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege:
        raise Fault(
            "DATABASE_URL 的用户无权建库：请授予 CREATEDB，或请管理员恢复。",
            "The user of DATABASE_URL may not create databases: grant CREATEDB, or ask the administrator.",
        ) from None


def _tool(program: str, *arguments: str) -> None:
    password = database_settings(os.environ.get("DATABASE_URL", "")).get("PASSWORD", "")
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run(
        [str(binaries() / program), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["—"])[-1]
        raise Fault(
            f"{program} 未能完成，现有数据未动：{last}", f"{program} did not finish, nothing was changed: {last}"
        )
