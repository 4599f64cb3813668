"""A Chromium for the tests and screenshots, and Chinese fonts to draw with. Standard library alone."""

import os
import shutil
import subprocess
from pathlib import Path

from guanlian.launch.faults import Fault, say

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
# For a browser that only looks at this machine's own pages, in a container as root.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def chromium() -> str | None:
    """The path of an installed Chromium or Chrome: GUANLIAN_CHROMIUM first, then those of the system; None without."""
    named = os.environ.get("GUANLIAN_CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or next((path for path in APPLICATIONS if Path(path).exists()), None)


def has_chinese_fonts() -> bool:
    """True if fontconfig knows a Chinese font (or there is no fontconfig to ask, as on macOS)."""
    if not shutil.which("fc-list"):
        return not can_apt()
    listed = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def ensure() -> None:
    """See that both are there; as root on Debian they are installed, elsewhere a Fault names what is missing."""
    wanted = []
    if chromium() is None:
        wanted.append("chromium")
    if not has_chinese_fonts():
        wanted += ["fontconfig", "fonts-noto-cjk"]
    if wanted and can_apt():
        apt_install(*wanted)
    if chromium() is None:
        raise Fault(
            "测试需要 Chromium 或 Chrome：请安装（Debian：apt install chromium），或用 GUANLIAN_CHROMIUM 指明其路径。",
            "The tests need Chromium or Chrome: install one (Debian: apt install chromium), "
            "or name its path by GUANLIAN_CHROMIUM.",
        )
    if not has_chinese_fonts():
        raise Fault(
            "测试需要中文字体：请安装（Debian：apt install fonts-noto-cjk）。",
            "The tests need a Chinese font: install one (Debian: apt install fonts-noto-cjk).",
        )


def can_apt() -> bool:
    """True on Debian and its kin, as root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> None:
    """Install Debian packages without asking. Raises Fault."""
    say(f"正在安装系统软件：{' '.join(packages)}……", f"Installing system packages: {' '.join(packages)} …")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout[-2000:], done.stderr[-2000:], flush=True)
        raise Fault(
            f"系统软件未能安装（原因见上）：请手动运行 apt-get install {' '.join(packages)}。",
            f"The system packages could not be installed (see above): run apt-get install {' '.join(packages)}.",
        )
