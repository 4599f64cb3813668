"""Filters kept in the address: reading them, and writing the address with one of them changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django_stubs_ext import StrOrPromise

LONGEST_WORDS = 60  # characters of a search that are looked at
PAGE_SIZE = 24


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter, as a chip that is a link or an entry of a select."""

    label: StrOrPromise
    href: str
    selected: bool
    value: str = ""
    count: int | None = None


def changed(request: HttpRequest, **changes: str | int | None) -> str:
    """This page's address with `changes` (None: taken out); it begins again at the first page."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    for name in [name for name in query if not any(query.getlist(name))]:
        del query[name]
    return f"{request.path}?{query.urlencode()}" if query else request.path


def options(request: HttpRequest, name: str, choices: Iterable[tuple[str, StrOrPromise]], every: str) -> list[Option]:
    """The choices of the filter `name`, with 'every' first; an unknown value in the address selects 'every'."""
    choices = list(choices)
    chosen = one_of(request, name, (value for value, _ in choices))
    first = Option(every, changed(request, **{name: None}), not chosen)
    return [first, *(Option(label, changed(request, **{name: v}), v == chosen, v) for v, label in choices)]


def one_of(request: HttpRequest, name: str, allowed: Iterable[str]) -> str:
    """The value of `name` in the address if it is `allowed`, else nothing."""
    value = request.GET.get(name, "")
    return value if value in set(allowed) else ""


def words(request: HttpRequest) -> str:
    """What is searched for, trimmed; only its beginning where it is very long."""
    return " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST_WORDS]


def a_day(request: HttpRequest, name: str) -> date | None:
    """The date of `name` in the address (YYYY-MM-DD); None where it is missing or no date."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


def a_number(request: HttpRequest, name: str, most: int) -> int | None:
    """The whole number of `name` in the address, from 1 to `most`; None where it is missing or something else."""
    value = request.GET.get(name, "")
    if not (value.isascii() and value.isdigit()) or len(value) > len(str(most)):
        return None
    return int(value) if 1 <= int(value) <= most else None


def page_of(request: HttpRequest, found: QuerySet | list, size: int = PAGE_SIZE) -> Page:
    """The page of `found` that the address asks for; the nearest one where it asks for none that exists."""
    return Paginator(found, size).get_page(request.GET.get("page"))
