"""What the product imports is pinned in requirements/base.txt, not only in what the tests happen to bring."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

from guanlian.launch import paths


def imported() -> dict[str, str]:
    """Top-level names that the product's code imports from outside, with one file that does."""
    found: dict[str, str] = {}
    for file in (paths.ROOT / "guanlian").rglob("*.py"):
        if "tests" in file.parts or file.name == "test_settings.py":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            else:
                continue
            found |= {name.split(".")[0]: str(file) for name in names}
    return {name: file for name, file in found.items() if name not in {*sys.stdlib_module_names, "guanlian"}}


def test_every_import_of_the_product_is_pinned_for_those_who_only_run_it() -> None:
    pins = (paths.ROOT / "requirements" / "base.txt").read_text()
    pinned = set(re.findall(r"^([a-z0-9.-]+)==", pins, re.MULTILINE))
    brings = packages_distributions()
    missing = {
        name: file
        for name, file in imported().items()
        if not pinned & {re.sub(r"[-_.]+", "-", made).lower() for made in brings.get(name, [])}
    }
    assert missing == {}
