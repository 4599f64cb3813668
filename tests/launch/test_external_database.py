"""Another PostgreSQL by `DATABASE_URL`: unreachable, refused, missing and too old are told apart."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from guanlian.launch import database
from guanlian.launch.database import check_server, database_settings
from guanlian.launch.faults import Fault
from guanlian.launch.postgres import Cluster


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The socket folder of a server that asks `mei` for the password `right`."""
    folder = tmp_path_factory.mktemp("pg")
    cluster = Cluster(folder / "database", folder / "run", durable=False)
    cluster.make()
    rules = folder / "database" / "pg_hba.conf"
    rules.write_text("local all postgres trust\nlocal all all scram-sha-256\n")
    cluster.start()
    with psycopg.connect(host=str(folder / "run"), user="postgres", dbname="postgres") as link:
        link.execute("CREATE ROLE mei LOGIN PASSWORD 'right'")
    yield folder / "run"
    cluster.stop("immediate")


def url(server: Path, *, user: str = "mei", password: str = "right", name: str = "postgres") -> str:
    return f"postgresql://{user}:{password}@/{name}?host={server}"


def test_a_right_url_passes(server: Path) -> None:
    check_server(database_settings(url(server)))


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"password": ""}, {"user": "nobody"}])
def test_a_wrong_user_or_password_is_named_as_such(server: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(Fault, match="refuses the user") as caught:
        check_server(database_settings(url(server, **wrong)))
    assert "用户名和密码" in caught.value.zh
    assert wrong.get("password") != "wrong" or "wrong" not in str(caught.value), "no password in the message"


def test_a_missing_database_is_named_with_how_to_create_it(server: Path) -> None:
    with pytest.raises(Fault, match="createdb elsewhere"):
        check_server(database_settings(url(server, name="elsewhere")))


def test_an_unreachable_server_is_not_taken_for_a_refusal(server: Path) -> None:
    with pytest.raises(Fault, match="can't be reached"):
        check_server(database_settings(url(server / "nowhere")))


def test_an_unknown_parameter_is_a_fault_of_the_url(server: Path) -> None:
    with pytest.raises(database.WrongDatabaseUrl, match="colour"):
        check_server(database_settings(url(server) + "&colour=red"))


def test_a_server_older_than_we_need_is_refused_with_its_version(server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "OLDEST", 19)
    with pytest.raises(Fault, match="version 18: upgrade it to 19 or newer"):
        check_server(database_settings(url(server)))
