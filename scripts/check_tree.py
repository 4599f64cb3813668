"""Checks what no linter sees: lock files without addresses, no registry host, no one's machine, no archive tracked."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Written apart, so that this file does not hold what it looks for.
HOSTS = [
    "pypi" + r"\.org", "pythonhosted" + r"\.org", "registry\\.npmjs" + r"\.org", "npmmirror" + r"\.com",
    "registry\\.yarnpkg" + r"\.com", "mirrors\\." + r"(?:aliyun|tuna|ustc|cloud\.tencent)", "tuna\\." + "tsinghua",
]  # fmt: skip
EVERYWHERE = re.compile(
    "|".join([*HOSTS, r"(?<![\w.])/" + r"work/(?:main|wt)\b", r"(?<![\w.])/" + r"(?:root|home/\w+)/[.\w]"])
)
IN_LOCKS = re.compile(r"https?://|\"resolved\"|--index-url|--extra-index-url|--find-links|--trusted-host")
ARCHIVES = re.compile(r"\.(?:gz|tgz|xz|bz2|zip|whl|jar|tar|so|woff2?)$")
LOCKS = {"requirements/base.txt", "requirements/dev.txt", "package-lock.json"}


def faults(name: str, text: str) -> list[str]:
    """What is wrong with the tracked file `name` that holds `text`."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if hit := EVERYWHERE.search(line):
            found.append(f"{name}:{number}: {hit[0]}: neither a registry's host nor a path of one machine belongs here")
        if name in LOCKS and (hit := IN_LOCKS.search(line)) and '"funding"' not in line and '"url": ' not in line:
            found.append(f"{name}:{number}: {hit[0]}: lock files carry no address")
    return found


def main() -> int:
    """Print every fault; 1 if there is one."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    found: list[str] = []
    for name in filter(None, listed.decode().split("\0")):
        file = ROOT / name
        if not file.is_file():
            continue
        if ARCHIVES.search(name):
            found.append(f"{name}: what others packed comes from a registry, it isn't kept here")
        try:
            found += faults(name, file.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue
    print("\n".join(found) or "The tree is clean.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
