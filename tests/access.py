"""Walking every address as everybody: what a row of the table means, and how it is checked.

The table itself is tests/access_table.py. Add a row there for every new address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.network.halls import Hall
from tests.factories import Cast, SmallNetwork
from tests.fixtures import PersonClient


@dataclass
class World:
    """What the walk finds: the small network and its people. `inside` is a village that the cast's roles reach;
    `outside` is one of the other county."""

    network: SmallNetwork
    cast: Cast

    @property
    def inside(self) -> Hall:
        """A village of the cast's own county, town and village."""
        return self.network.villages[0]

    @property
    def outside(self) -> Hall:
        """A village that only central staff and the superuser reach."""
        return self.network.villages[7]

    @property
    def people(self) -> dict[str, User | AnonymousUser]:
        """Everybody, by name; a stranger too."""
        return {"stranger": AnonymousUser()} | vars(self.cast)


SIGNING_IN = ("account_login", "account_request_login_code", "mfa_activate_totp")  # where who isn't let in is sent

Arguments = Callable[[Hall, World], dict[str, Any]]


def nothing(hall: Hall, world: World) -> dict[str, Any]:
    """No arguments in the address."""
    return {}


def its_code(hall: Hall, world: World) -> dict[str, Any]:
    """The hall's own code, as `code`."""
    return {"code": hall.code}


@dataclass(frozen=True, kw_only=True)
class Row:
    """Who may open an address. `args` gives the address's arguments for an object of a hall (make the record there),
    `data` what is sent; a form may then refuse the content (422), the person was let in all the same."""

    method: str = "get"
    args: Arguments = nothing
    data: dict[str, Any] = field(default_factory=dict)

    def allows(self, person: User | AnonymousUser, hall: Hall, on: date) -> bool:
        """Whether `person` is to be let in to an object of `hall` on the day `on`."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Public(Row):
    """Open to everybody."""

    def allows(self, person: User | AnonymousUser, hall: Hall, on: date) -> bool:
        return True


@dataclass(frozen=True, kw_only=True)
class Stage(Row):
    """A step of signing in: what is answered depends on how far the person has come, and shows no hall's data.
    Here only that it doesn't fail; its own rules are tested in guanlian/accounts/tests."""

    def allows(self, person: User | AnonymousUser, hall: Hall, on: date) -> bool:
        return True


@dataclass(frozen=True, kw_only=True)
class SignedIn(Row):
    """Open to everybody who has signed in, about themselves."""

    def allows(self, person: User | AnonymousUser, hall: Hall, on: date) -> bool:
        return person.is_authenticated


@dataclass(frozen=True, kw_only=True)
class AtHall(Row):
    """Open to those who have `capability` at the hall of the object."""

    capability: str

    def allows(self, person: User | AnonymousUser, hall: Hall, on: date) -> bool:
        return scope.may(person, self.capability, hall, on)


@dataclass(frozen=True, kw_only=True)
class Anywhere(Row):
    """A list or menu, open to those who have `capability` at any hall. `hides` names a text of an object of a hall
    (made there) that only those who have the right at that hall may read on the page."""

    capability: str
    hides: Callable[[Hall, World], str] | None = None

    def allows(self, person: User | AnonymousUser, hall: Hall, on: date) -> bool:
        return scope.may_anywhere(person, self.capability, on)


@dataclass(frozen=True, kw_only=True)
class Staff(Row):
    """Open to everybody who holds any role."""

    def allows(self, person: User | AnonymousUser, hall: Hall, on: date) -> bool:
        return scope.is_staff(person, on)


@dataclass(frozen=True, kw_only=True)
class Nobody(Row):
    """Nothing is there for anybody: an address whose object belongs to one person alone, asked for by others."""

    def allows(self, person: User | AnonymousUser, hall: Hall, on: date) -> bool:
        return False


@dataclass(frozen=True, kw_only=True)
class SuperuserOnly(Row):
    """Open to superusers alone."""

    def allows(self, person: User | AnonymousUser, hall: Hall, on: date) -> bool:
        return bool(person.is_superuser)


def addresses() -> dict[str, str]:
    """Every address of the product: its name with namespaces (its pattern where it has none), and its pattern."""
    return dict(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[Any], prefix: str, spaces: str) -> Iterator[tuple[str, str]]:
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{spaces}{entry.namespace}:" if entry.namespace else spaces
            yield from _walk(entry.url_patterns, route, inner)
        elif isinstance(entry, URLPattern):
            yield (f"{spaces}{entry.name}" if entry.name else route), route


def problems(name: str, row: Row, world: World, on: date) -> list[str]:
    """What is wrong with the address `name`: each person who got in and shouldn't, or should and didn't."""
    found = []
    for where in ("inside", "outside"):
        hall: Hall = getattr(world, where)
        everybody = world.people
        if isinstance(row, Public):  # nobody's rights matter: a stranger and one who signed in stand for all
            everybody = {who: everybody[who] for who in ("stranger", "citizen")}
        for who, person in everybody.items():
            answer = _visit(name, row, world, hall, person)
            may = row.allows(person, hall, on)
            got_in = answer.status_code < 500 if isinstance(row, Stage) else let_in(answer)
            if may != got_in:
                found.append(
                    f"{name} ({where}) as {who}: {'should be let in' if may else 'should be refused'}, "
                    f"but the answer was {answer.status_code} {answer.headers.get('Location', '')}".rstrip()
                )
            if got_in and isinstance(row, Anywhere) and row.hides is not None:
                found += _leaks(name, row, world, hall, (who, person), on)
    return found


def let_in(answer: HttpResponse) -> bool:
    """Whether the answer is the page, a form's objection to its content, or the wish for the password once more, rather
    than a refusal."""
    if answer.status_code in {301, 302, 303}:
        elsewhere = urlsplit(answer.headers["Location"]).path
        return elsewhere not in {reverse(name) for name in SIGNING_IN}
    return answer.status_code in {200, 201, 204, 304, 409, 422}


def _visit(name: str, row: Row, world: World, hall: Hall, person: User | AnonymousUser) -> HttpResponse:
    """The answer to one person, with everything it changed undone."""
    with transaction.atomic():
        answer = _ask(name, row, row.args(hall, world), person)
        transaction.set_rollback(True)
    return answer


def _leaks(
    name: str, row: Anywhere, world: World, hall: Hall, who: tuple[str, User | AnonymousUser], on: date
) -> list[str]:
    assert row.hides is not None
    with transaction.atomic():
        text = row.hides(hall, world)
        page = _ask(name, row, row.args(hall, world), who[1]).content.decode()
        transaction.set_rollback(True)
    may = scope.may(who[1], row.capability, hall, on)
    if may == (text in page):
        return []
    return [f"{name} as {who[0]}: “{text}” of {hall.name} {'is missing from' if may else 'stands on'} the page"]


def _ask(name: str, row: Row, arguments: dict[str, Any], person: User | AnonymousUser) -> HttpResponse:
    client = PersonClient(raise_request_exception=False)
    if person.is_authenticated:
        client.force_login(person)
    return getattr(client, row.method)(reverse(name, kwargs=arguments), row.data)
