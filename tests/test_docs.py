"""The documents say what is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def rooms_in_the_tour() -> set[str]:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE))


def test_the_tour_names_every_room_and_no_other():
    folders = {f.name for f in (ROOT / "guanlian").iterdir() if (f / "apps.py").exists()}

    assert rooms_in_the_tour() == folders


def test_the_linter_places_every_room():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [contract] = config["tool"]["importlinter"]["contracts"]
    placed = {name.strip() for layer in contract["layers"] for name in layer.split("|")}

    assert placed == rooms_in_the_tour()


def test_both_readmes_exist_and_show_pictures_that_exist():
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)|<img[^>]+src=\"([^\"]+)\"", text)
        named = [a or b for a, b in pictures]
        assert named, name
        assert [p for p in named if not (ROOT / p).exists()] == []


def test_every_command_of_the_readme_is_a_target():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    for name in ("README.md", "README.zh-CN.md"):
        said = set(re.findall(r"`make ([a-z]+)", (ROOT / name).read_text(encoding="utf-8")))
        assert said <= targets, name
