"""Where things to do lead: each task as a sentence with its button."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from guanlian.assessment.today import Task, What
from guanlian.kernel import registers
from guanlian.network.halls import Hall


@dataclass(frozen=True)
class Doing:
    """A task as shown: its sentence, the words on its button and where that leads."""

    task: Task
    sentence: str
    action: StrOrPromise
    href: str


def doings(tasks: Iterable[Task], hall: Hall, year: int) -> list[Doing]:
    """`tasks` with their buttons; those that lead nowhere yet are left out."""
    found = [Doing(task, task.sentence, _action(task), _href(task, hall, year)) for task in tasks]
    return [doing for doing in found if doing.href]


def _action(task: Task) -> StrOrPromise:
    if task.advice is not None:
        return task.advice.action
    return {
        What.CONFIRM: _("去确认"),
        What.ANNOUNCE: _("发布预告"),
        What.NOTICE: _("补全公示"),
        What.OFFICER: _("看下派员"),
    }[task.what]


def _href(task: Task, hall: Hall, year: int) -> str:
    if task.what is What.STATE and task.advice is not None:
        return statement_address(hall.code, task.advice.result.clause.id, year)
    if task.what in (What.CONFIRM, What.ANNOUNCE):
        if task.number == 1:
            return record_address("programme.Activity", task.records[0].code)
        return register_address("programme.Activity", hall=hall.code, status="scheduled")
    if task.what is What.CLOSE_GAP and task.advice is not None:
        return new_record_address(task.advice.register, hall.code)
    if task.what is What.NOTICE:
        return register_address("network.ServiceNotice", hall=hall.code)
    return _reversed("console:officers")


def statement_address(hall_code: str, clause_id: str, year: int) -> str:
    """The form in which a hall states how it stands on a clause."""
    return f"{reverse('console:statement', args=[hall_code, clause_id])}?{urlencode({'year': year})}"


def slug_of(model_label: str) -> str:
    """The register in which records of that model are kept; nothing where there is none."""
    return next((r.slug for r in registers.every_register() if r.model._meta.label == model_label), "")


def register_address(model_label: str, **filters: str) -> str:
    """The list of that register, filtered."""
    return _reversed("console:register", slug_of(model_label), filters=filters)


def new_record_address(model_label: str, hall_code: str) -> str:
    """The form for one more record of that register at the hall."""
    return _reversed("console:record_new", slug_of(model_label), filters={"hall": hall_code}) or register_address(
        model_label, hall=hall_code
    )


def record_address(model_label: str, code: str) -> str:
    """One record in its register."""
    return _reversed("console:record_edit", slug_of(model_label), code)


def _reversed(name: str, *args: str, filters: dict[str, str] | None = None) -> str:
    """The address of that name; nothing where that page or register doesn't exist."""
    try:
        address = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode(filters)}" if filters else address
