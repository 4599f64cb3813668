"""Compiling the translations (.po → .mo) without gettext's tools."""

import os
from pathlib import Path

from guanlian.launch import paths
from guanlian.launch.faults import Fault


def stale(root: Path = paths.ROOT) -> list[Path]:
    """The .po files whose .mo is missing or was made from another version (told by the time stamped on it)."""
    sources = sorted((root / "guanlian").glob("**/locale/*/LC_MESSAGES/*.po"))
    return [po for po in sources if not _current(po, po.with_suffix(".mo"))]


def compile_messages(root: Path = paths.ROOT) -> int:
    """Compile what is stale; the number of files compiled. Raises Fault on a file that can't be read."""
    files = stale(root)
    for po in files:
        _compile(po)
    return len(files)


def _current(po: Path, mo: Path) -> bool:
    return mo.exists() and mo.stat().st_mtime_ns == po.stat().st_mtime_ns


def _compile(po: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    facts = po.stat()
    try:
        with po.open("rb") as stream:
            catalog = read_po(stream, locale=po.parent.parent.name, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise Fault(f"译文文件 {po} 有误：{error}", f"The translation file {po} is wrong: {error}") from None
    partial = po.with_suffix(f".mo.{os.getpid()}")
    with partial.open("wb") as stream:
        write_mo(stream, catalog)
    os.utime(partial, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    partial.replace(po.with_suffix(".mo"))
