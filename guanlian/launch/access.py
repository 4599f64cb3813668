"""Running the embedded server as root: PostgreSQL refuses it, so it gets a system user of its own.

That user must be able to walk to the binaries and to the data. Where a folder on the way is closed (a home of mode
700), it is granted the walk alone, by an access entry for this one user; only where the file system knows no such
entries is the folder opened for walking to everybody, and that is said.
"""

import errno
import os
import stat
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guanlian.launch.faults import Fault, say

SYSTEM_USER = "guanlian"
_ACL = "system.posix_acl_access"
_OWNER, _USER, _GROUP, _MASK, _OTHER, _NOBODY = 0x01, 0x02, 0x04, 0x10, 0x20, 0xFFFFFFFF


@dataclass(frozen=True)
class Account:
    """The system user that runs the server; None in place of it means: whoever we are."""

    uid: int
    gid: int

    def popen_arguments(self) -> dict[str, Any]:
        """What `subprocess` needs to run a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_account() -> Account | None:
    """The user to run the server as: made at need if we are root, else None. Raises Fault if it can't be made."""
    if os.geteuid() != 0:
        return None
    import pwd

    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = [
            "useradd",
            "--system",
            "--user-group",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
            SYSTEM_USER,
        ]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise Fault(
                f"PostgreSQL 不能以 root 身份运行，而系统用户 {SYSTEM_USER} 又建不成（{error}）：请改用普通用户运行。",
                f"PostgreSQL does not run as root, and the system user {SYSTEM_USER} can't be made ({error}): "
                "run as an ordinary user.",
            ) from None
        entry = pwd.getpwnam(SYSTEM_USER)
    return Account(entry.pw_uid, entry.pw_gid)


def own_folder(folder: Path, account: Account | None) -> None:
    """Make `folder` (mode 700) and give it to the server's user. Raises Fault if a stranger owns it already."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    facts = folder.lstat()
    owner = account.uid if account else os.geteuid()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in {owner, os.geteuid()}:
        raise Fault(
            f"文件夹 {folder} 属于其他用户：请删除它，或用 GUANLIAN_VAR 换一个文件夹。",
            f"The folder {folder} belongs to another user: remove it, or name another folder by GUANLIAN_VAR.",
        )
    if account and facts.st_uid != account.uid:
        os.chown(folder, account.uid, account.gid)
    if stat.S_IMODE(facts.st_mode) != 0o700:
        folder.chmod(0o700)


def open_way(target: Path, account: Account | None) -> None:
    """Let the server's user walk to `target` through every folder above it."""
    if account is None:
        return
    for folder in reversed(target.resolve().parents):
        if _may_walk(folder, account):
            continue
        try:
            _grant_walk(folder, account.uid)
        except OSError as error:
            if error.errno not in {errno.ENOTSUP, errno.EINVAL, errno.ENOSYS}:
                raise
            say(f"为内置数据库开放 {folder} 的通过权限。", f"Opening {folder} for passage to the embedded database.")
            folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)


def _may_walk(folder: Path, account: Account) -> bool:
    facts = folder.stat()
    if facts.st_uid == account.uid:
        return bool(facts.st_mode & stat.S_IXUSR)
    entries = _entries(folder)
    if (_USER, account.uid) in entries:
        return bool(entries[_USER, account.uid] & entries.get((_MASK, _NOBODY), 7) & 1)
    if facts.st_gid == account.gid:
        return bool(entries.get((_GROUP, _NOBODY), facts.st_mode >> 3) & entries.get((_MASK, _NOBODY), 7) & 1)
    return bool(facts.st_mode & stat.S_IXOTH)


def _entries(folder: Path) -> dict[tuple[int, int], int]:
    """The access entries {(kind, id): rights} of `folder`; empty where there are none."""
    if not hasattr(os, "getxattr"):
        return {}
    try:
        raw = os.getxattr(folder, _ACL)
    except OSError:
        return {}
    return {(kind, who): rights for kind, rights, who in struct.iter_unpack("<HHI", raw[4:])}


def _grant_walk(folder: Path, uid: int) -> None:
    """Add `user:uid:--x` to the access entries of `folder`; nobody else's rights change."""
    if not hasattr(os, "setxattr"):
        raise OSError(errno.ENOTSUP, "no access entries", str(folder))
    mode = folder.stat().st_mode
    entries = _entries(folder) or {
        (_OWNER, _NOBODY): (mode >> 6) & 7,
        (_GROUP, _NOBODY): (mode >> 3) & 7,
        (_OTHER, _NOBODY): mode & 7,
    }
    mask = entries.get((_MASK, _NOBODY), entries[_GROUP, _NOBODY])
    entries |= {(_USER, uid): entries.get((_USER, uid), 0) | 1, (_MASK, _NOBODY): mask | 1}
    raw = struct.pack("<I", 2) + b"".join(
        struct.pack("<HHI", kind, rights, who) for (kind, who), rights in sorted(entries.items())
    )
    os.setxattr(folder, _ACL, raw)
