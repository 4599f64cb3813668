"""`guanlian doctor`: what the product stands on, checked one by one."""

import os
import shutil
import sys
from collections.abc import Callable

from guanlian.launch import faults, frontend, installation, messages, paths
from guanlian.launch.database import check_server, database_settings
from guanlian.launch.embedded import Embedded
from guanlian.launch.faults import Fault
from guanlian.launch.locks import FileLock
from guanlian.launch.postgres import MAJOR, ROOM_LEAST, ROOM_NEEDED, binaries
from guanlian.launch.prepare import has_command, static_stamp
from guanlian.launch.supervisor import LOCKS, require_port

Check = Callable[[], str]


def doctor(port: int) -> int:
    """Print a table of all checks; 1 if one of them failed, else 0."""
    from rich.console import Console
    from rich.table import Table

    table = Table("检查 Check", "结果 State", "说明 Details", title="guanlian doctor")
    failed = 0
    for name, check in checks(port):
        try:
            table.add_row(name, "[green]✓[/]", check())
        except Fault as fault:
            failed += 1
            table.add_row(name, "[red]✗[/]", str(fault))
    Console().print(table)
    return 1 if failed else 0


def checks(port: int) -> list[tuple[str, Check]]:
    """What is checked, in the order in which one thing needs the other."""
    return [
        ("Python", python),
        ("磁盘 disk", disk),
        ("数据库 database", database),
        ("数据表 tables", tables),
        ("示范数据 data", data),
        ("译文 translations", translations),
        ("前端 front end", front_end),
        ("静态文件 static files", static),
        ("端口 port", lambda: port_state(port)),
    ]


def python() -> str:
    """The running Python."""
    if sys.version_info < (3, 11):  # noqa: UP036
        raise Fault("需要 Python 3.11 或更高版本。", "Python 3.11 or newer is needed.")
    return sys.version.split()[0]


def disk() -> str:
    """Room for the data: 1 GB before the cluster is made, 100 MB afterwards."""
    folder = next(parent for parent in (paths.VAR, *paths.VAR.parents) if parent.exists())
    free = shutil.disk_usage(folder).free
    if free < (ROOM_LEAST if (paths.VAR / "database" / "PG_VERSION").exists() else ROOM_NEEDED):
        raise faults.disk_full(folder, free)
    return f"{folder}: {free >> 20} MB"


def database() -> str:
    """The server answers and is new enough."""
    url = os.environ.get("DATABASE_URL", "")
    if url:
        settings = database_settings(url)
        check_server(settings)
        return f"DATABASE_URL → {settings['HOST'] or 'localhost'}:{settings['PORT']}/{settings['NAME']}"
    binaries()
    with Embedded() as cluster:
        return f"PostgreSQL {MAJOR}, {cluster.data}"


def tables() -> str:
    """The migrations of the tree are applied."""
    with _server():
        if not installation.migrated():
            raise Fault(
                "数据表与程序不一致：make run 会自动更新。",
                "The tables are not those of this version: make run brings them up to date.",
            )
    return "✓"


def data() -> str:
    """A network is loaded, and no demonstration stopped halfway."""
    with _server():
        if installation.read("demo") == "loading":
            raise Fault(
                "示范数据未载完：再次 make run 会重新载入。",
                "The demonstration was not loaded to its end: make run loads it anew.",
            )
        if not installation.holds_halls() and has_command("demo"):
            raise Fault(
                "尚无任何馆：运行 guanlian demo 载入示范，或用 guanlian import 导入台账。",
                "There is no hall yet: load the demonstration by guanlian demo, or your records by guanlian import.",
            )
        return installation.read("demo") or "—"


def translations() -> str:
    """Every translation is compiled."""
    if messages.stale():
        raise Fault("译文尚未编译：make run 会自动编译。", "Translations are not compiled: make run does it.")
    return "✓"


def front_end() -> str:
    """The build stands for the present sources."""
    if not frontend.built():
        raise Fault(
            "前端未按现有源文件构建：请运行 make build。",
            "The front end is not built from these sources: run make build.",
        )
    return "✓"


def static() -> str:
    """The collected static files are those of the sources."""
    if not static_stamp().fresh():
        raise Fault("静态文件未整理：make run 会自动整理。", "Static files are not collected: make run does it.")
    return str(paths.VAR / "static")


def port_state(port: int) -> str:
    """The port is free, or it is ours."""
    lock = FileLock(LOCKS / "up.lock")
    try:
        if not lock.take(wait=False):
            facts = lock.read()
            return f"馆联运行中 running: {facts.get('pid')} → {facts.get('port')}"
    finally:
        lock.close()
    require_port(os.environ.get("GUANLIAN_BIND", "127.0.0.1"), port)
    return str(port)


def _server() -> "Embedded | _Nothing":
    return _Nothing() if os.environ.get("DATABASE_URL") else Embedded()


class _Nothing:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...
