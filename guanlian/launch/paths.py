"""Where an installation keeps what it writes: one folder, `var/`, or `GUANLIAN_VAR`.

var/database   the embedded cluster            var/run     its socket
var/locks      locks, pids of our processes    var/static  collected files
var/media      what people upload              var/secret_key
"""

import hashlib
import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("GUANLIAN_VAR") or ROOT / "var").resolve()
SOCKET_LIMIT = 103  # bytes of a Unix socket's path: 107 on Linux, 103 on macOS


def socket_dir(var: Path | None = None) -> Path:
    """The folder of the embedded server's socket: `var/run`, or a short one in /tmp if that path is too long.

    The same answer in every process of the installation, whatever its TMPDIR.
    """
    var = var or VAR
    folder = var / "run"
    if len(os.fsencode(folder / ".s.PGSQL.5432")) <= SOCKET_LIMIT:
        return folder
    return Path("/tmp") / f"guanlian-{hashlib.sha256(os.fsencode(var)).hexdigest()[:12]}"


def secret_key(var: Path | None = None) -> str:
    """The signing key of this installation, made at first use and kept in `var/secret_key` (mode 600)."""
    var = var or VAR
    file = var / "secret_key"
    if not file.exists():
        var.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(f".{os.getpid()}-{secrets.token_hex(4)}")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(48))
        try:
            os.link(partial, file)  # the first of two starting processes wins; the other reads its key
        except FileExistsError:
            pass
        finally:
            partial.unlink()
    return file.read_text()
