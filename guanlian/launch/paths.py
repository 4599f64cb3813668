"""Where an installation keeps what it writes: one folder, `var/`, or `GUANLIAN_VAR`."""

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("GUANLIAN_VAR") or ROOT / "var").resolve()


def secret_key() -> str:
    """The signing key of this installation, made at first use and kept in `var/secret_key` (mode 600)."""
    file = VAR / "secret_key"
    if not file.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(f".{os.getpid()}")
        partial.write_text(secrets.token_urlsafe(48))
        partial.chmod(0o600)
        try:
            os.link(partial, file)  # the first of two starting processes wins; the other reads its key
        except FileExistsError:
            pass
        finally:
            partial.unlink()
    return file.read_text()
