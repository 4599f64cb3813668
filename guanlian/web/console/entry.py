"""The entry form of any register, made from its columns: what is posted is read as a workbook's cells are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, QueryDict

from guanlian.kernel.columns import BadCell, ChoicesColumn, Column, LinkColumn, RangeColumn, ReferenceColumn
from guanlian.kernel.fields import new_code
from guanlian.kernel.registers import Objection, Register, Values, register_of
from guanlian.network.halls import Hall, HallQuerySet
from guanlian.web.console.access import reach

MOST_AS_A_LIST = 60
MOST_SUGGESTED = 400


@dataclass
class Field:
    """One column as the form shows it."""

    column: Column
    given: tuple[str, ...] = ()
    error: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)
    as_list: bool = False

    @property
    def id(self) -> str:
        """The id of its (first) input."""
        return f"f-{self.column.name}"

    @property
    def parts(self) -> list[dict[str, str]]:
        """Its inputs: name, label, value. Two for a span of days, one else."""
        names = input_names(self.column)
        given = [*self.given, "", ""]
        labels = self.column.labels
        return [
            {"name": name, "label": labels[i], "value": given[i], "id": self.id if i == 0 else f"{self.id}-to"}
            for i, name in enumerate(names)
        ]

    @property
    def value(self) -> str:
        """The value of its only input."""
        return self.given[0] if self.given else ""


def input_names(column: Column) -> tuple[str, ...]:
    """The names under which a column is posted."""
    return (f"{column.name}_from", f"{column.name}_to") if isinstance(column, RangeColumn) else (column.name,)


@dataclass
class Entry:
    """A register's form: the few fields first, the rest folded away."""

    register: Register
    fields: dict[str, Field]
    first: list[Field]
    more: list[Field]
    code: str = ""
    objections: list[Objection] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        """Whether anything stands against saving."""
        return bool(self.objections) or any(each.error for each in self.fields.values())

    @property
    def open_more(self) -> bool:
        """Whether the folded part must be seen: something is wrong there."""
        return any(each.error for each in self.more)

    @property
    def wrong(self) -> list[Field]:
        """The fields with errors, in their order."""
        return [each for each in (*self.first, *self.more) if each.error]

    def object(self, objections: Iterable[Objection]) -> None:
        """Show what a use case objected to, each at its field."""
        for name, reason in objections:
            if name in self.fields:
                self.fields[name].error = reason
            else:
                self.objections.append((name, reason))


def build(
    request: HttpRequest,
    register: Register,
    *,
    given: Mapping[str, tuple[str, ...]],
    halls: HallQuerySet,
    code: str = "",
    hidden: Iterable[str] = (),
) -> Entry:
    """The form with the given inputs. `halls`: where the person may write; `hidden` columns are left out."""
    own = list(halls.order_by("code")[: MOST_SUGGESTED + 1])
    fields: dict[str, Field] = {}
    for column in register.columns:
        if column.name == "code" or column.name in hidden:
            continue
        made = Field(column, given.get(column.name, ()))
        _offer(request, made, own, halls)
        fields[column.name] = made
    quick = [name for name in (register.quick or [c.name for c in register.columns if c.required]) if name in fields]
    ahead = [] if len(own) == 1 else ["hall"]
    first = [fields[name] for name in (*ahead, *quick)]
    more = [each for each in fields.values() if each not in first and not (each.column.name == "hall" and not ahead)]
    return Entry(register, fields, first, more, code)


def _offer(request: HttpRequest, made: Field, own: list[Hall], halls: HallQuerySet) -> None:
    """What can be chosen: the column's choices, or records of the halls within reach."""
    column = made.column
    if column.widget in {"choice", "choices"}:
        made.options, made.as_list = list(column.picks), True  # type: ignore[attr-defined]
        return
    if not isinstance(column, ReferenceColumn | LinkColumn):
        return
    if column.target is Hall:
        found: Iterable[Any] = own
    else:
        known_as = register_of(column.target)
        if known_as is not None and known_as.personal:  # names only to those who may see them
            halls = reach(request, known_as.personal_right)
        records = column.target._base_manager.filter(hall__in=halls.order_by().values("pk"))
        if hasattr(column.target, "withdrawn_at"):
            records = records.filter(withdrawn_at__isnull=True)
        found = records.order_by("-pk")[: MOST_SUGGESTED + 1]
    made.options = [(record.code, str(record)) for record in found][:MOST_SUGGESTED]
    known = {code for code, _words in made.options}
    made.as_list = len(made.options) <= MOST_AS_A_LIST and set(filter(None, made.given)) <= known


def blank(request: HttpRequest, register: Register, *, halls: HallQuerySet, hall: Hall | None) -> Entry:
    """An empty form with the fields' defaults; its code makes sending it twice harmless."""
    given: dict[str, tuple[str, ...]] = {}
    for column in register.columns:
        if column.has_default and not (column.name == "status" and register.complete):
            given[column.name] = column.inputs(column.canon(column.default))
    if hall is not None:
        given["hall"] = (hall.code,)
    prefix = getattr(register.model, "CODE_PREFIX", "")
    return build(request, register, given=given, halls=halls, code=new_code(prefix) if prefix else "")


def filled(
    request: HttpRequest, register: Register, values: Values, *, halls: HallQuerySet, hidden: Iterable[str]
) -> Entry:
    """The form with a record's values."""
    given = {column.name: column.inputs(values[column.name]) for column in register.columns}
    return build(request, register, given=given, halls=halls, code=values.get("code", ""), hidden=hidden)


def posted(
    request: HttpRequest, register: Register, *, halls: HallQuerySet, hidden: Iterable[str] = ()
) -> tuple[Entry, Values]:
    """The form as posted, and the values that could be read from it; `hidden` columns are left as they are."""
    post = request.POST
    given = {column.name: _given(post, column) for column in register.columns}
    entry = build(request, register, given=given, halls=halls, code=post.get("code", ""), hidden=hidden)
    values: Values = {}
    for column in register.columns:
        if (
            column.name in hidden
            or not any(name in post for name in input_names(column))
            and not _may_be_absent(column)
        ):
            continue
        try:
            values[column.name] = column.read(list(given[column.name]) or [""])
        except BadCell as bad:
            if column.name in entry.fields:
                entry.fields[column.name].error = str(bad)
            else:
                entry.objections.append((column.name, str(bad)))
    return entry, values


def _given(post: QueryDict, column: Column) -> tuple[str, ...]:
    if isinstance(column, ChoicesColumn | LinkColumn):
        given = tuple(post.getlist(column.name))
        return ("、".join(given),) if isinstance(column, LinkColumn) else given
    return tuple(post.get(name, "") for name in input_names(column))


def _may_be_absent(column: Column) -> bool:
    """Boxes that are not ticked are not posted."""
    return isinstance(column, ChoicesColumn)
