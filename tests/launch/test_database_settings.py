"""`DATABASE_URL`: whatever can be written in it is read, and what is wrong in it is named."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanlian.launch import paths
from guanlian.launch.database import WrongDatabaseUrl, connection_arguments, database_settings

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@given(user=words, password=words, name=words, port=st.integers(1, 65535))
def test_any_name_and_password_survive_percent_encoding(user: str, password: str, name: str, port: int) -> None:
    user_, password_, name_ = (quote(word, safe="") for word in (user, password, name))
    settings = database_settings(f"postgresql://{user_}:{password_}@db.example:{port}/{name_}")
    assert (settings["USER"], settings["PASSWORD"], settings["NAME"]) == (user, password, name)
    assert (settings["HOST"], settings["PORT"]) == ("db.example", str(port))


@given(url=st.text(max_size=60))
def test_no_text_whatever_ends_in_anything_but_settings_or_the_named_fault(url: str) -> None:
    try:
        assert database_settings(url)["ENGINE"] == "django.db.backends.postgresql"
    except WrongDatabaseUrl as fault:
        assert "DATABASE_URL" in fault.zh
        assert "DATABASE_URL" in fault.en


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:p@h/name",
        "postgresql://u:p@h",
        "postgresql://u:p@h/",
        "postgresql://u:p@h:port/name",
        "postgresql://u:p@h:99999/name",
        "postgresql://u:p@[::1/name",
        "postgresql://u:p@h/a/b",
        "postgresql://u:p a@h/name",
        "postgresql://u:p#a@h/name",
        "guanlian",
    ],
)
def test_a_malformed_url_is_refused_with_the_form_it_should_have(url: str) -> None:
    with pytest.raises(WrongDatabaseUrl, match="postgresql://USER:PASSWORD@HOST:PORT/NAME"):
        database_settings(url)


def test_without_a_url_the_embedded_servers_socket_is_used() -> None:
    settings = database_settings("")
    assert settings["HOST"] == str(paths.socket_dir())
    assert connection_arguments(settings) == {
        "dbname": "guanlian", "user": "postgres", "host": str(paths.socket_dir()), "port": "5432",
    }  # fmt: skip


def test_parameters_of_the_url_reach_libpq_and_not_the_pool() -> None:
    settings = database_settings("postgresql://u@/name?host=/run/pg&sslmode=require")
    assert settings["HOST"] == "/run/pg"
    assert connection_arguments(settings)["sslmode"] == "require"
    assert "pool" not in connection_arguments(settings)
