"""The tests' own PostgreSQL: one cluster in a temporary folder for a whole run, gone afterwards.

`url()` names it before the settings are read; `start()` starts it at the first test that needs it, whichever of the
parallel processes that is. GUANLIAN_TEST_DATABASE_URL takes its place. What a killed run left behind, the next removes.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

from guanlian.launch.faults import Fault
from guanlian.launch.locks import FileLock, exclusive
from guanlian.launch.postgres import Cluster

PREFIX = "guanlian-test-"
VARIABLE = "GUANLIAN_THROWAWAY"
_held: list[FileLock] = []


def url() -> str:
    """The DATABASE_URL of the tests; the first process that asks makes the folder and removes it when it ends."""
    given = os.environ.get("GUANLIAN_TEST_DATABASE_URL")
    if given:
        return given
    folder = os.environ.get(VARIABLE)
    if not folder:
        _sweep()
        folder = tempfile.mkdtemp(prefix=PREFIX, dir=_parent())
        Path(folder).chmod(0o755)
        owner = FileLock(Path(folder) / "owner")
        owner.take()
        _held.append(owner)
        os.environ[VARIABLE] = folder
        atexit.register(_remove, Path(folder), os.getpid())
    return f"postgresql://postgres@/postgres?host={quote(str(Path(folder) / 'run'), safe='/')}"


def start() -> None:
    """Start the cluster named by `url()` if it doesn't run yet. Raises Fault."""
    if os.environ.get("GUANLIAN_TEST_DATABASE_URL"):
        return
    folder = Path(os.environ[VARIABLE])
    with exclusive(folder / "change"):
        cluster = _cluster(folder)
        cluster.make()
        cluster.start()


def _cluster(folder: Path) -> Cluster:
    return Cluster(folder / "database", folder / "run", durable=False)


def _parent() -> str:
    """The system's folder for what is temporary, unless a socket's path below it would be too long."""
    folder = tempfile.gettempdir()
    return folder if len(os.fsencode(folder)) < 70 else "/tmp"


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() != owner:
        return
    try:
        _cluster(folder).stop("immediate")
    except Fault as fault:
        print(fault, flush=True)
    shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    """Remove clusters whose run is no more (nobody holds their lock) and that are ours."""
    for folder in Path(_parent()).glob(PREFIX + "*"):
        if folder.stat().st_uid != os.geteuid() or not (folder / "owner").exists():
            continue
        lock = FileLock(folder / "owner")
        if lock.take(wait=False):
            _remove(folder, os.getpid())
        lock.close()
