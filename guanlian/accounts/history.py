"""What became of a record: who changed what, when and why, from the versions that the database keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.kernel.columns import ReferenceColumn
from guanlian.kernel.registers import Register


@dataclass(frozen=True, slots=True)
class Step:
    """One version: at `at`, `who` (empty for the operator) changed each (label, old, new), because `why`."""

    at: datetime
    who: str
    why: str
    first: bool
    changes: list[tuple[str, str, str]]


def steps_of(*, register: Register, record: Any, by: User) -> list[Step]:
    """The versions of the record, newest first. Raises NotYours without the right to see histories."""
    scope.require(by, "history.view", record.hall, on=timezone.localdate())
    model = _event_model(register)
    if model is None:
        return []
    events = list(
        model._base_manager.filter(pgh_obj_id=record.pk)
        .select_related("pgh_context")
        .order_by("pgh_created_at", "pgh_id")
    )
    people = _people(events)
    names = _names(register, events)
    return list(_steps(register, events, people, names))[::-1]


def _event_model(register: Register) -> Any:
    for relation in register.model._meta.related_objects:
        if hasattr(relation.related_model, "pgh_tracked_model") and relation.field.name == "pgh_obj":
            return relation.related_model
    return None


def _steps(register: Register, events: list[Any], people: dict[str, str], names: dict[Any, str]) -> Iterator[Step]:
    before = None
    for event in events:
        metadata = (event.pgh_context.metadata if event.pgh_context else {}) or {}
        changes = list(_changes(register, before, event, names))
        yield Step(
            at=event.pgh_created_at,
            who=people.get(str(metadata.get("user")), ""),
            why=str(metadata.get("why", "")),
            first=before is None,
            changes=changes,
        )
        before = event


def _changes(register: Register, before: Any, event: Any, names: dict[Any, str]) -> Iterator[tuple[str, str, str]]:
    for column in register.direct:
        if not _kept(column, event):
            continue
        new = _shown(column, event, names)
        old = _shown(column, before, names) if before is not None else ""
        if new != old:
            yield " / ".join(column.labels) if column.width == 1 else str(column.label), old, new
    gone = getattr(event, "withdrawn_at", None)
    if before is not None and (gone is None) != (before.withdrawn_at is None):
        yield _("撤回"), before.withdrawn_why, event.withdrawn_why or _("已恢复")


def _shown(column: Any, event: Any, names: dict[Any, str]) -> str:
    if isinstance(column, ReferenceColumn):
        key = getattr(event, f"{column.name}_id")
        return names.get((column.target, key), "") if key else ""
    return column.text(column.canon(getattr(event, column.name)))


def _kept(column: Any, event: Any) -> bool:
    """Whether the history keeps the column: people's names in some registers are left out, so that they can go."""
    return hasattr(event, f"{column.name}_id" if isinstance(column, ReferenceColumn) else column.name)


def _people(events: list[Any]) -> dict[str, str]:
    """Who is named in the events' contexts, by key; one statement."""
    named = {
        str(e.pgh_context.metadata.get("user")) for e in events if e.pgh_context and e.pgh_context.metadata.get("user")
    }
    return {str(person.pk): str(person) for person in User.objects.filter(pk__in=[n for n in named if n.isdigit()])}


def _names(register: Register, events: list[Any]) -> dict[Any, str]:
    """What the events refer to, in words; one statement for each register referred to."""
    found: dict[Any, str] = {}
    for column in register.direct:
        if isinstance(column, ReferenceColumn):
            keys = {getattr(event, f"{column.name}_id") for event in events} - {None}
            records: Any = column.target._base_manager.filter(pk__in=keys)
            for record in records:
                found[column.target, record.pk] = f"{record}（{record.code}）"
    return found
