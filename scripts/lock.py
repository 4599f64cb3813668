"""Pins and hashes the packages of requirements/*.in anew (`make lock`); uv is fetched into the environment at need.

Pass `--upgrade` for the newest versions. The files carry no address of an index.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = [
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
    "--quiet",
]


def main() -> None:
    """Write requirements/base.txt, then dev.txt with the same versions."""
    uv = [sys.executable, "-m", "uv"]
    if subprocess.run([*uv, "--version"], capture_output=True, check=False).returncode:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "uv"], check=True)
    for kind, constraint in (("base", []), ("dev", ["--constraint", "requirements/base.txt"])):
        files = [f"requirements/{kind}.in", "-o", f"requirements/{kind}.txt"]
        subprocess.run([*uv, "pip", "compile", *OPTIONS, *constraint, *files, *sys.argv[1:]], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
