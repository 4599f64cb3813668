"""`guanlian up`: the whole product from one process, until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from guanlian.launch import faults, installation, paths
from guanlian.launch.children import Child, Ledger
from guanlian.launch.database import check_server, database_settings
from guanlian.launch.embedded import Embedded
from guanlian.launch.faults import Fault, say
from guanlian.launch.locks import FileLock
from guanlian.launch.prepare import child_environment, has_command, prepare
from guanlian.launch.stopping import Stopping

LOCKS = paths.VAR / "locks"
PATIENCE = 20.0  # seconds to wait for an instance that is just stopping


@dataclass(frozen=True)
class Options:
    """What `guanlian up` was asked for."""

    port: int = 8000
    demo: bool = True
    with_parent: bool = False  # stop when the parent process (make) is gone


class Supervisor:
    """Starts database, web and worker, keeps them alive and stops them in order."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.host = os.environ.get("GUANLIAN_BIND", "127.0.0.1")
        self.address = f"http://{'127.0.0.1' if self.host == '0.0.0.0' else self.host}:{options.port}"
        self.stopping = Stopping()
        self.parent = os.getppid()
        self.database: Embedded | None = None
        self.children: list[Child] = []
        self.ledger = Ledger(LOCKS / "children.json")

    def run(self) -> int:
        """Serve until told to stop; exit code 0. Raises Fault where the start is impossible."""
        with ExitStack() as stack:
            instance = self._sole_instance(stack)
            if self.ledger.stop_orphans():
                say("已清理上次异常退出留下的进程。", "Ended the processes left behind by the last, broken run.")
            require_port(self.host, self.options.port)
            self._watch_signals()
            self._open_database(stack)
            stack.callback(self._stop_children)
            stack.callback(lambda: instance.note(**self._facts("stopping")))
            try:
                prepare(self._manage, demo=self.options.demo)
            except Fault:
                if not self._should_stop():
                    raise
            if not self._should_stop():
                self._start_children()
                self._serve()
        return 0

    def _sole_instance(self, stack: ExitStack) -> FileLock:
        lock = FileLock(LOCKS / "up.lock")
        stack.callback(lock.close)
        deadline = time.monotonic() + PATIENCE
        while not lock.take(wait=False):
            facts = lock.read()
            stopping = facts.get("state") == "stopping" or _parent_gone(facts)
            if not stopping or time.monotonic() > deadline:
                raise faults.already_running(facts.get("pid", "?"), facts.get("port", "?"))
            time.sleep(0.1)
        lock.note(**self._facts("running"))
        return lock

    def _facts(self, state: str) -> dict[str, object]:
        watched = self.parent if self.options.with_parent else None
        return {"pid": os.getpid(), "port": self.options.port, "state": state, "parent": watched}

    def _watch_signals(self) -> None:
        def stop(number: int, frame: FrameType | None) -> None:
            self.stopping.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, stop)

    def _open_database(self, stack: ExitStack) -> None:
        url = os.environ.get("DATABASE_URL", "")
        if url:
            check_server(database_settings(url))
            return
        self.database = Embedded()
        stack.enter_context(self.database)

    def _manage(self, *arguments: str) -> None:
        child = Child(arguments[0], [sys.executable, "-m", "guanlian", *arguments], child_environment())
        child.start()
        self.ledger.write([child])
        while child.running() and not self._should_stop():
            self.stopping.wait(0.02)
        code = child.stop()
        if code or self._should_stop():
            raise Fault(
                f"guanlian {arguments[0]} 未能完成：原因见上；改正后再运行一次，已完成的部分不会丢失。",
                f"guanlian {arguments[0]} did not finish: see above; mend it and start again, nothing done is lost.",
            )

    def _start_children(self) -> None:
        environment = child_environment()
        environment.setdefault("GUANLIAN_PUBLIC_URL", self.address)
        self.children = [
            Child("网站 web", web_command(self.host, self.options.port), environment),
            Child("后台 worker", worker_command(), environment),
        ]
        for child in self.children:
            child.start()
        self.ledger.write(self.children)

    def _serve(self) -> None:
        threading.Thread(target=self._greet, daemon=True).start()
        checked = time.monotonic()
        while not self._should_stop():
            changed = [child.tend() for child in self.children]
            if any(changed):
                self.ledger.write(self.children)
            if self.database and time.monotonic() - checked > 1:
                checked = time.monotonic()
                self._tend_database(self.database)
            self.stopping.wait(0.2)
        print(flush=True)
        say("正在停止……", "Stopping …")

    def _tend_database(self, database: Embedded) -> None:
        try:
            if database.revive():
                say("内置数据库意外停止，已重新启动。", "The embedded database had died and was started again.")
        except Fault as fault:
            print(fault, file=sys.stderr, flush=True)

    def _should_stop(self) -> bool:
        return self.stopping.is_set() or (self.options.with_parent and os.getppid() != self.parent)

    def _greet(self) -> None:
        """Say the address once the web answers, then the demonstration's accounts."""
        status = wait_until_served(self.address, self.stopping)
        if not status:
            return
        print(flush=True)
        say(f"馆联已启动：{self.address}（Ctrl-C 停止）", f"Guanlian is up: {self.address} (Ctrl-C stops it)")
        if status >= 500:
            say(
                f"首页出错（{status}）：运行 guanlian doctor 查看。",
                f"The first page fails ({status}): see guanlian doctor.",
            )
        if self.options.demo and has_command("demo") and installation.read("demo") == "loaded":
            command = [sys.executable, "-m", "guanlian", "demo", "--accounts"]
            done = subprocess.run(command, cwd=paths.ROOT, env=child_environment(), capture_output=True, text=True)
            if done.returncode == 0 and not self.stopping.is_set():
                print(done.stdout, end="", flush=True)

    def _stop_children(self) -> None:
        for child in self.children:
            child.stop()
        self.ledger.write([])


def web_command(host: str, port: int) -> list[str]:
    """Granian's command line; processes and threads by GUANLIAN_WEB_WORKERS (2) and GUANLIAN_WEB_THREADS (288).

    Few of the threads work at one time: the connections of the pool bound that. The others are those of a rush, who
    wait in line (`web.queueing`) while somebody who browses still finds a thread. Idle threads end by themselves.
    """
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", os.environ.get("GUANLIAN_WEB_WORKERS", "2"),
        "--blocking-threads", os.environ.get("GUANLIAN_WEB_THREADS", "288"),
        "--respawn-failed-workers", "--workers-kill-timeout", "5", "--log-level", "error",
        "--no-ws", "guanlian.config.wsgi:application",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """The queue worker's command line; jobs at once by GUANLIAN_WORKER_CONCURRENCY (2)."""
    concurrency = os.environ.get("GUANLIAN_WORKER_CONCURRENCY", "2")
    return [sys.executable, "-m", "guanlian", "procrastinate", "worker", "--concurrency", concurrency]


def require_port(host: str, port: int) -> None:
    """Raise Fault if `port` of `host` can't be listened on."""
    if not 0 < port < 65536:
        raise Fault(f"端口 {port} 不在 1 至 65535 之间。", f"The port {port} is not between 1 and 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Fault(
                f"端口 {port} 小于 1024，需要 root 权限：请换一个端口，例如 make run PORT=8000。",
                f"Port {port} is below 1024 and needs root: choose another, for example make run PORT=8000.",
            ) from None
        except OSError:
            raise faults.port_taken(port) from None


def wait_until_served(address: str, stopping: Stopping) -> int:
    """Ask for the first page until the web answers; its status, or 0 if we are told to stop before."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while not stopping.wait(0.1):
        try:
            with opener.open(address + "/", timeout=30) as page:
                return int(page.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            continue
    return 0


def _parent_gone(facts: dict[str, object]) -> bool:
    """True if the running instance was started by a make that is no more, so that it is about to stop."""
    parent = facts.get("parent")
    return isinstance(parent, int) and not Path(f"/proc/{parent}").exists() and Path("/proc/self").exists()
