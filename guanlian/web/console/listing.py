"""A register's list: what the address asks for, as a query and as rows of text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts import scope, workbooks
from guanlian.kernel.columns import Column, LinkColumn, ReferenceColumn
from guanlian.kernel.registers import Register
from guanlian.kernel.windows import Window
from guanlian.kernel.workbook.known import Known, values_of
from guanlian.network.halls import Hall, HallQuerySet

FIRST_YEAR = 2015


@dataclass
class Asked:
    """What the address asks for; anything that makes no sense there is left out."""

    register: Register
    halls: HallQuerySet
    q: str = ""
    hall: Hall | None = None
    year: int | None = None
    withdrawn: bool = False
    sees_persons: bool = True
    sort: str = ""
    picked: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_request(cls, request: HttpRequest, register: Register, halls: HallQuerySet) -> Asked:
        """Read the address."""
        get = request.GET
        asked = cls(register, halls, q=get.get("q", "").strip()[:80], withdrawn=get.get("state") == "withdrawn")
        if register.personal:  # searching must not tell what the list hides
            asked.sees_persons = scope.may_anywhere(request.user, register.personal_right, localdate())
        if get.get("hall"):
            asked.hall = halls.filter(code=get["hall"]).first()
        if get.get("year", "").isdigit() and FIRST_YEAR <= int(get["year"]) <= localdate().year + 2:
            asked.year = int(get["year"])
        if get.get("sort", "").lstrip("-") in sortable(register):
            asked.sort = get["sort"]
        for name in register.filters:
            given = get.get(name, "")
            known = {value: value for value, _words in choices(register.by_name[name])}
            if given in known:
                asked.picked[name] = register.by_name[name].read([given])
        return asked

    @property
    def narrowed(self) -> bool:
        """Whether anything but the whole register is asked for."""
        return bool(self.q or self.hall or self.year or self.withdrawn or self.picked)

    def records(self) -> models.QuerySet:
        """The records asked for, in the order asked for."""
        register = self.register
        records = register.within(self.halls.order_by().values("pk"))
        if self.hall:
            below = Hall.objects.under([self.hall.pk], localdate()).order_by().values("pk")
            records = records.filter(hall__in=below)
        if register.withdrawable:
            records = records.filter(withdrawn_at__isnull=not self.withdrawn)
        if self.year:
            records = register.during(records, Window.of_year(self.year))
        if self.q:
            paths = [
                *(register.search if self.sees_persons else ()),
                "hall__name",
                *(["code"] if register.has_code else []),
            ]
            some = Q()
            for path in paths:
                some |= Q(**{f"{path}__icontains": self.q})
            records = records.filter(some)
        for name, value in self.picked.items():
            records = records.filter(**{name: value})
        return records.order_by(*self._order(), "pk")

    def _order(self) -> list[str]:
        if not self.sort:
            return list(self.register.ordering)
        name = self.sort.lstrip("-")
        path = "hall__code" if name == "hall" else self.register.by_name[name].query_path
        return [f"-{path}" if self.sort.startswith("-") else path]


def sortable(register: Register) -> set[str]:
    """The columns by which the list can be sorted."""
    return {column.name for column in register.direct}


def choices(column: Column) -> list[tuple[str, str]]:
    """What a filter offers for a column."""
    return list(getattr(column, "picks", ()))


def address(request: HttpRequest, **change: Any) -> str:
    """This list's address with some parts changed; None leaves a part out. The page begins anew."""
    parts = {name: value for name, value in request.GET.items() if name != "page" and value}
    parts.update(change)
    return "?" + urlencode({name: value for name, value in parts.items() if value not in (None, "")})


def heads(request: HttpRequest, asked: Asked) -> list[dict[str, Any]]:
    """The heads of the list's columns, each a link that sorts by it."""
    made = []
    for name in ("hall", *shown(asked.register)):
        column = asked.register.by_name[name]
        now = asked.sort.lstrip("-") == name
        down = now and not asked.sort.startswith("-")
        made.append(
            {
                "label": str(column.label),
                "href": address(request, sort=f"-{name}" if down else name) if column.query_path else "",
                "sort": ("ascending" if down else "descending") if now else "",
                "number": column.numeric,
            }
        )
    return made


def shown(register: Register) -> list[str]:
    """The columns of the list."""
    return list(register.shown) or [c.name for c in register.columns if c.name not in {"code", "hall", "note"}][:5]


def rows(request: HttpRequest, register: Register, records: Any) -> list[dict[str, Any]]:
    """The records of one page as text; what is personal only where the person may see it."""
    found = values_of(register, records)
    hides = workbooks.hides(request.user, register)  # type: ignore[arg-type]
    names = names_of(register, found)
    made = []
    for known in found:
        hidden = hides(known.values)
        cells = []
        for name in shown(register):
            column = register.by_name[name]
            veiled = hidden and name in register.personal
            text = _("不显示") if veiled else in_words(column, known.values[name], names)
            cells.append({"label": str(column.label), "text": text, "number": column.numeric})
        hall = known.values["hall"]
        ref = known.code if register.has_code else str(known.key)
        made.append({"key": known.key, "ref": ref, "hall": names.get((Hall, hall), hall), "cells": cells})
    return made


def in_words(column: Column, value: Any, names: dict[Any, str]) -> str:
    """A value as people read it; references by name."""
    if isinstance(column, ReferenceColumn):
        return names.get((column.target, value), value or "")
    if isinstance(column, LinkColumn):
        return "、".join(names.get((column.target, code), code) for code in value)
    return column.text(value)


def names_of(register: Register, found: list[Known]) -> dict[Any, str]:
    """The names behind the codes; one statement for each register referred to."""
    wanted: dict[Any, set[str]] = {}
    for column in register.pointing:
        for known in found:
            wanted.setdefault(column.target, set()).update(column.codes(known.values[column.name]))
    names: dict[Any, str] = {}
    for target, codes in wanted.items():
        for record in target._base_manager.filter(code__any=sorted(codes)):
            names[target, record.code] = str(record)
    return names
