"""What a start does before the doors open: all of it once, none of it twice, and what was broken off again."""

from pathlib import Path

import pytest

from guanlian.launch import installation, prepare
from guanlian.launch.embedded import Embedded
from guanlian.launch.faults import Fault


class Commands:
    """Stands for the management commands: notes what was asked, and does to the database what matters here."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fails = ""

    def __call__(self, *arguments: str) -> None:
        self.asked.append(arguments[0])
        if arguments[0] == self.fails:
            raise Fault("未能完成", "did not finish")
        with installation.connection() as link:
            if arguments[0] == "migrate":
                link.execute("CREATE TABLE IF NOT EXISTS django_migrations (id serial, app text, name text)")
                link.execute("INSERT INTO django_migrations (app, name) VALUES ('network', '0001_initial')")
                link.execute("CREATE TABLE IF NOT EXISTS network_hall (code text)")
            if arguments[0] == "demo":
                link.execute("INSERT INTO network_hall VALUES ('330400')")


@pytest.fixture
def commands(installation_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.setattr(prepare, "has_command", lambda name: True)
    monkeypatch.setattr(prepare.messages, "compile_messages", lambda: 0)
    monkeypatch.setattr(prepare, "collect_static", lambda manage: None)
    with Embedded(), installation.connection("postgres") as link:
        link.execute("DROP DATABASE guanlian WITH (FORCE)")
    return Commands()


def test_the_first_start_migrates_and_loads_and_the_second_does_neither(commands: Commands) -> None:
    with Embedded():
        prepare.prepare(commands, demo=True)
        assert commands.asked == ["migrate", "demo"]
        prepare.prepare(commands, demo=True)
        assert commands.asked == ["migrate", "demo"]
        assert installation.read("demo") == "loaded"


def test_migrations_undone_by_hand_are_noticed(commands: Commands) -> None:
    with Embedded():
        prepare.prepare(commands, demo=True)
        with installation.connection() as link:
            link.execute("DELETE FROM django_migrations")
        prepare.prepare(commands, demo=True)
        assert commands.asked.count("migrate") == 2


def test_a_failed_migration_is_tried_again_and_opens_no_door(commands: Commands) -> None:
    with Embedded():
        commands.fails = "migrate"
        with pytest.raises(Fault):
            prepare.prepare(commands, demo=True)
        commands.fails = ""
        prepare.prepare(commands, demo=True)
        assert commands.asked == ["migrate", "migrate", "demo"]


def test_a_demonstration_broken_off_is_loaded_anew_into_an_empty_database(commands: Commands) -> None:
    with Embedded():
        commands.fails = "demo"
        with pytest.raises(Fault):
            prepare.prepare(commands, demo=True)
        with installation.connection() as link:
            link.execute("INSERT INTO network_hall VALUES ('half')")
        commands.fails = ""
        prepare.prepare(commands, demo=True)
        with installation.connection() as link:
            assert link.execute("SELECT code FROM network_hall").fetchall() == [("330400",)]


def test_halls_of_ones_own_are_never_joined_by_the_demonstration(commands: Commands) -> None:
    with Embedded():
        prepare.prepare(commands, demo=False)
        with installation.connection() as link:
            link.execute("INSERT INTO network_hall VALUES ('own')")
        prepare.prepare(commands, demo=True)
        assert "demo" not in commands.asked
