"""Registers (台账): each is declared once beside its models; workbooks, forms and lists are made from that.

What a field already says (its name in Chinese, choices, help, whether it is required) is not said again. A register
adds what fields can't say: its natural key, its date, what to show first, its rules in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from guanlian.kernel.columns import Column, LinkColumn, ReferenceColumn, column_of
from guanlian.kernel.columns.base import CHINESE
from guanlian.kernel.windows import Window

Values = dict[str, Any]
Objection = tuple[str, str]  # the column's name (or "") and the reason
_BOOKKEEPING = frozenset({"id", "code", "hall", "note", "recorded_at", "recorded_by", "withdrawn_at", "withdrawn_why"})


class Group(models.TextChoices):
    """How registers are grouped where people look for them."""

    ACTIVITIES = "activities", _("活动与团队")
    STAFF = "staff", _("人员")
    DELIVERY = "delivery", _("配送")
    WORKS = "works", _("创作与资源")
    SUPPORT = "support", _("制度与保障")
    NETWORK = "network", _("馆与设施")


class UnknownRegister(KeyError):
    """No register has that slug."""


@dataclass(frozen=True)
class Register:
    """One register.

    `complete` fills blanks of a new row from what the row says (the columns in `optional` may then be missing);
    `rules` object to values that are legal in
    themselves; `settle` runs after records were written, in the same transaction (holds, for instance);
    `words` say in a sentence what each database constraint asks for. `edit` is the right that changing its records
    takes; `personal` columns are shown only to those who have `personal_right`.
    """

    slug: str
    model: type[models.Model]
    group: Group
    natural_key: Sequence[str]
    dated: str = ""
    shown: Sequence[str] = ()
    search: Sequence[str] = ()
    filters: Sequence[str] = ()
    ordering: Sequence[str] = ("code",)
    quick: Sequence[str] = ()
    edit: str = "register.edit"
    personal: Sequence[str] = ()
    personal_right: str = ""
    extra: Sequence[Column] = ()
    optional: Sequence[str] = ()
    fields: Sequence[str] = ()
    read_only: bool = False
    rank: int = 0
    complete: Callable[[Values], None] | None = None
    rules: Sequence[Callable[[Values], Iterable[Objection]]] = ()
    settle: Callable[[Sequence[Any]], None] | None = None
    words: Mapping[str, Any] = field(default_factory=dict)
    title: Any = ""

    @property
    def name(self) -> Any:
        """The register's name in the reader's language."""
        return self.title or self.model._meta.verbose_name

    @cached_property
    def sheet(self) -> str:
        """The name of its sheet: Chinese, at most 31 characters."""
        with override(CHINESE):
            return str(self.name)[:31]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Its columns in the order of the sheet: code, hall, the rest, note."""
        names = list(self.fields) or self._inferred()
        made = [column_of(self.model, name) for name in names]
        at = len(made) - (1 if made and made[-1].name == "note" else 0)
        return (*made[:at], *self.extra, *made[at:])

    def _inferred(self) -> list[str]:
        meta = self.model._meta
        rest = [
            each.name
            for each in (*meta.concrete_fields, *meta.many_to_many)
            if each.name not in _BOOKKEEPING
            and each.editable
            and not each.generated
            and not isinstance(each, models.FileField)
        ]
        around = {each.name for each in meta.concrete_fields}
        return [*(n for n in ("code", "hall") if n in around), *rest, *(n for n in ("note",) if n in around)]

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def direct(self) -> tuple[Column, ...]:
        """Columns that lie in the record's own row."""
        return tuple(column for column in self.columns if not isinstance(column, LinkColumn))

    @cached_property
    def links(self) -> tuple[LinkColumn, ...]:
        """Columns that lie in rows of their own."""
        return tuple(column for column in self.columns if isinstance(column, LinkColumn))

    @cached_property
    def pointing(self) -> tuple[Any, ...]:
        """Columns that name other records."""
        return tuple(c for c in self.columns if isinstance(c, ReferenceColumn | LinkColumn))

    @cached_property
    def has_code(self) -> bool:
        """Whether its records have codes (all but a few do)."""
        return "code" in self.by_name

    @cached_property
    def withdrawable(self) -> bool:
        """Whether its records are withdrawn, not deleted."""
        return _has(self.model, "withdrawn_at")

    def records(self) -> models.QuerySet:
        """Every record of every hall; whoever asks narrows it to the halls that may be seen."""
        return self.model._base_manager.all()

    def within(self, halls: Any) -> models.QuerySet:
        """The records of `halls` (a QuerySet or ids); None means every hall."""
        return self.records() if halls is None else self.records().filter(hall__in=halls)

    def standing(self, records: models.QuerySet) -> models.QuerySet:
        """Those of `records` that were not withdrawn."""
        return records.filter(withdrawn_at__isnull=True) if self.withdrawable else records

    def during(self, records: models.QuerySet, window: Window) -> models.QuerySet:
        """Those of `records` that fall in `window` by the register's date; all of them where it has none."""
        if not self.dated:
            return records
        each = self.model._meta.get_field(self.dated)
        each = getattr(each, "output_field", each)  # a generated column speaks through its output field
        if isinstance(each, DateRangeField):
            return records.filter(**{f"{self.dated}__overlap": window.as_range()})
        if isinstance(each, models.DateField):
            return records.filter(**{f"{self.dated}__range": (window.first, window.last)})
        return records.filter(**{f"{self.dated}__range": (window.first.year, window.last.year)})

    def objections(self, values: Values) -> list[Objection]:
        """What the register's rules have against `values`."""
        return [objection for rule in self.rules for objection in rule(values)]

    def sentence(self, constraint: str) -> str:
        """What the constraint asks for, in words; empty for one that has none."""
        return str(self.words.get(constraint, ""))


def _has(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


_registers: dict[str, Register] = {}
_following: dict[type[models.Model], list[Callable[[Sequence[Any]], None]]] = {}


def declare(*registers: Register) -> None:
    """Make registers known. Two with one slug or one sheet are a programming error."""
    for register in registers:
        known = _registers.get(register.slug)
        if known is not None and known.model is not register.model:
            raise ValueError(f"two registers called {register.slug}")
        _registers[register.slug] = register


def follow(model: type[models.Model], then: Callable[[Sequence[Any]], None]) -> None:
    """Have `then` run after records of `model` were written, in the same transaction: for rooms above the record's own
    (a closure below, the reservations that it hits above). Call it once, when the product starts."""
    _following.setdefault(model, []).append(then)


def settle(register: Register, records: Sequence[Any]) -> None:
    """What follows from records just written: first the register's own `settle`, then that of the rooms above."""
    for then in ([register.settle] if register.settle else []) + _following.get(register.model, []):
        then(records)


def every_register(*, read_only: bool = False) -> list[Register]:
    """The registers by group; with `read_only` also those that are only looked at (halls, links)."""
    order = list(Group)
    found = [r for r in _registers.values() if read_only or not r.read_only]
    return sorted(found, key=lambda r: (order.index(r.group), r.rank))


def register_called(slug: str) -> Register:
    """The register with that slug. Raises UnknownRegister."""
    try:
        return _registers[slug]
    except KeyError as missing:
        raise UnknownRegister(slug) from missing


def register_of(model: type[models.Model]) -> Register | None:
    """The register whose records are of `model`."""
    return next((r for r in _registers.values() if r.model is model), None)


def by_dependence(registers: Iterable[Register]) -> list[Register]:
    """`registers` so that each comes after those that its references lead to."""
    wanted = {register.model: register for register in registers}
    ordered: list[Register] = []

    def visit(register: Register) -> None:
        if register in ordered:
            return
        for column in register.pointing:
            target = wanted.get(column.target)
            if target is not None and target is not register:
                visit(target)
        ordered.append(register)

    for register in wanted.values():
        visit(register)
    return ordered
