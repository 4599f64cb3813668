"""What must stand before the doors open: translations, tables, static files, the demonstration."""

import os
from pathlib import Path
from typing import Protocol

from guanlian.launch import installation, messages, paths
from guanlian.launch.faults import Fault, say
from guanlian.launch.stamps import Stamp, digest

HELD = "GUANLIAN_DATABASE_HELD"  # set for our children: the server is kept up for them


class Manage(Protocol):
    """Runs a management command in a process of its own; raises Fault if it fails."""

    def __call__(self, *arguments: str) -> None: ...


def prepare(manage: Manage, *, demo: bool) -> None:
    """Bring database and files to the state of this tree; quick when nothing has changed. Raises Fault."""
    messages.compile_messages()
    _undo_half_a_demo(demo)
    if not installation.migrated():
        say("正在更新数据表……", "Bringing the tables up to date …")
        manage("migrate", "--skip-checks", "--verbosity", "0")
        installation.write("migrations", installation.migrations_stamp())
    collect_static(manage)
    if demo and not installation.holds_halls() and has_command("demo"):
        say("正在载入嘉兴示范数据……", "Loading the Jiaxing demonstration …")
        installation.write("demo", "loading")
        manage("demo")
        installation.write("demo", "loaded")


def child_environment() -> dict[str, str]:
    """The environment of our child processes: this tree first, words unbuffered, the database held by us."""
    inherited = os.environ.get("PYTHONPATH")
    tree = str(paths.ROOT) + (os.pathsep + inherited if inherited else "")
    return os.environ | {"PYTHONPATH": tree, "PYTHONUNBUFFERED": "1", "GUANLIAN_VAR": str(paths.VAR), HELD: "1"}


def has_command(name: str) -> bool:
    """True if a room brings the management command `name`."""
    return any((paths.ROOT / "guanlian").glob(f"*/management/commands/{name}.py"))


def static_stamp() -> Stamp:
    """The stamp of the collected static files: each source's path, size and time, and the pinned packages."""
    sources = [file for file in (paths.ROOT / "guanlian").glob("*/static/**/*") if file.is_file()]
    facts = [f"{file}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in sorted(sources)]
    pins = paths.ROOT / "requirements" / "base.txt"
    settings = paths.ROOT / "guanlian" / "config" / "settings.py"
    return Stamp(paths.VAR / "static.stamp", digest([pins, settings], *facts))


def collect_static(manage: Manage) -> None:
    """Collect and compress the static files if one of them has changed."""
    stamp = static_stamp()
    if stamp.fresh() and (paths.VAR / "static" / "staticfiles.json").exists():
        return
    say("正在整理静态文件……", "Collecting static files …")
    stamp.remove()
    Path(paths.VAR / "static").mkdir(parents=True, exist_ok=True)
    manage("collectstatic", "--noinput", "--clear", "--skip-checks", "--verbosity", "0")
    stamp.write()


def _undo_half_a_demo(demo: bool) -> None:
    """A demonstration broken off halfway is begun anew; nobody can have worked in it, the doors were shut."""
    if not demo or installation.read("demo") != "loading":
        return
    if os.environ.get("DATABASE_URL"):
        raise Fault(
            "上次载入示范数据时中断：请清空 DATABASE_URL 指向的数据库（dropdb 后 createdb）再启动，"
            "或用 guanlian up --no-demo 按现状启动。",
            "Loading the demonstration was broken off: empty the database of DATABASE_URL (dropdb, createdb) and "
            "start again, or start it as it is by guanlian up --no-demo.",
        )
    say("上次载入示范数据时中断，现重新载入。", "The demonstration was broken off last time and is begun anew.")
    with installation.connection("postgres") as link:
        link.execute("DROP DATABASE IF EXISTS guanlian WITH (FORCE)")
        link.execute("CREATE DATABASE guanlian")
