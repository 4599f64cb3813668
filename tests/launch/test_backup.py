"""Backup and restore: all or nothing, and the old stays until the new stands."""

from pathlib import Path

import pytest

from guanlian.launch import installation
from guanlian.launch.backup import backup, restore
from guanlian.launch.embedded import Embedded
from guanlian.launch.faults import Fault


def write(text: str) -> None:
    installation.write("proof", text)
    with installation.connection() as link:
        link.execute("CREATE TABLE IF NOT EXISTS django_migrations (id int, app text, name text)")


def test_what_was_backed_up_comes_back_and_what_was_there_is_kept_aside(
    installation_folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "guanlian.dump"
    with Embedded():
        write("first")
        assert backup(str(file)) == 0
        write("second")
        with installation.connection() as busy:  # somebody works in it meanwhile
            assert restore(str(file), yes=True) == 0
            assert busy.broken or busy.closed or not alive(busy)
        assert installation.read("proof") == "first"
        with installation.connection("guanlian_previous") as link:
            row = link.execute("SELECT value FROM guanlian_installation WHERE key = 'proof'").fetchone()
        assert row == ("second",)
        assert restore(str(file), yes=True) == 0, "a second restore replaces the database kept aside"
    assert [found.name for found in tmp_path.iterdir()] == ["guanlian.dump"]
    assert file.stat().st_mode & 0o077 == 0, "personal data: for the owner alone"


def alive(link: object) -> bool:
    try:
        link.execute("SELECT 1")  # type: ignore[attr-defined]
    except Exception:
        return False
    return True


def test_without_yes_nothing_happens(installation_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "guanlian.dump"
    with Embedded():
        write("here")
        backup(str(file))
        write("later")
        with pytest.raises(Fault, match="--yes"):
            restore(str(file), yes=False)
        assert installation.read("proof") == "later"


@pytest.mark.parametrize("content", [b"", b"PGDMP", b"PK\x03\x04 a workbook", "一段文字".encode()])
def test_a_file_that_is_no_backup_is_refused_and_nothing_is_touched(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "some.dump"
    file.write_bytes(content)
    with pytest.raises(Fault, match="no backup of Guanlian"):
        restore(str(file), yes=True)


def test_a_missing_file_and_a_missing_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="There is no file"):
        restore(str(tmp_path / "none.dump"), yes=True)
    with pytest.raises(Fault, match="does not exist"):
        backup(str(tmp_path / "none" / "x.dump"))


def test_a_backup_cut_off_leaves_the_present_database_in_place(installation_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "guanlian.dump"
    with Embedded():
        write("x" * 100_000)
        backup(str(file))
        write("present")
        file.write_bytes(file.read_bytes()[:-400])
        with pytest.raises(Fault, match="nothing was changed|Nothing was changed"):
            restore(str(file), yes=True)
        assert installation.read("proof") == "present"
        with installation.connection() as link:
            left = link.execute("SELECT count(*) FROM pg_database WHERE datname LIKE '%restore%'").fetchone()
        assert left == (0,)
