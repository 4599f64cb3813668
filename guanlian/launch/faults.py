"""Faults of starting: each is one sentence with its remedy, in Chinese and in English."""

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn


class Fault(Exception):
    """What stops the start, and what to do about it, in both languages (no gettext: Django may not be up)."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.zh, self.en = zh, en


def say(zh: str, en: str) -> None:
    """One line of progress in both languages."""
    print(f"{zh}  {en}", flush=True)


def guarded(work: Callable[[], int | None]) -> NoReturn:
    """Run `work` and leave with its exit code; a fault is told on two lines, exit code 1, no traceback."""
    try:
        with as_faults():
            code = work()
    except Fault as fault:
        print(fault, file=sys.stderr, flush=True)
        sys.exit(1)
    sys.exit(code or 0)


@contextmanager
def as_faults() -> Iterator[None]:
    """Turn the system's errors that people can mend (disk full, no permission) into faults."""
    try:
        yield
    except OSError as error:
        fault = of_os_error(error)
        if fault is None:
            raise
        raise fault from error


def of_os_error(error: OSError) -> Fault | None:
    """The fault behind an error of the system that people can mend themselves; else None."""
    where = error.filename or "var/"
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full(where)
    if error.errno in {errno.EACCES, errno.EPERM}:
        return Fault(
            f"没有写入 {where} 的权限：请换用该文件夹的所有者运行，或用 GUANLIAN_VAR 指定可写的文件夹。",
            f"No permission for {where}: run as the folder's owner, or name a writable folder by GUANLIAN_VAR.",
        )
    if error.errno == errno.EROFS:
        return Fault(
            f"{where} 所在的磁盘为只读：请用 GUANLIAN_VAR 指定可写的文件夹。",
            f"The disk of {where} is read-only: name a writable folder by GUANLIAN_VAR.",
        )
    return None


def disk_full(where: object, free: int | None = None) -> Fault:
    """No room; `free` in bytes where it is known."""
    zh, en = ("", "") if free is None else (f"（剩余 {free >> 20} MB）", f" ({free >> 20} MB left)")
    return Fault(
        f"{where} 所在磁盘空间不足{zh}：请腾出至少 1 GB，或用 GUANLIAN_VAR 换到另一磁盘，再重新启动。",
        f"The disk of {where} is full or nearly so{en}: free at least 1 GB, or name another disk by GUANLIAN_VAR, "
        "then start again.",
    )


def port_taken(port: int) -> Fault:
    """Somebody else listens on `port`."""
    other = port + 1 if port < 65535 else 8000
    return Fault(
        f"端口 {port} 已被其他程序占用：请换一个端口，例如 make run PORT={other}。",
        f"Port {port} is taken by another program: choose another, for example make run PORT={other}.",
    )


def already_running(pid: object, port: object) -> Fault:
    """Another `guanlian up` serves this same folder."""
    return Fault(
        f"本文件夹的馆联已在运行（进程 {pid}，端口 {port}）：请直接使用，或先按 Ctrl-C 停止它。",
        f"Guanlian already runs from this folder (process {pid}, port {port}): use it, or stop it first by Ctrl-C.",
    )


def unsupported(reason: object) -> Fault:
    """The embedded server can't run on this machine."""
    return Fault(
        f"本机不支持内置数据库（{reason}）：请安装 PostgreSQL 15 或更高版本，并设置 "
        "DATABASE_URL=postgresql://用户:密码@主机:5432/库名。",
        f"The embedded database does not run on this machine ({reason}): install PostgreSQL 15 or newer and set "
        "DATABASE_URL=postgresql://USER:PASSWORD@HOST:5432/NAME.",
    )
