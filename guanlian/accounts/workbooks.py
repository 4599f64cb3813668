"""Importing and exporting workbooks within what a person may write and see. `by=None`: the installation's operator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.holds.holding import ResourceTaken
from guanlian.kernel.registers import Register, every_register
from guanlian.kernel.windows import Window
from guanlian.kernel.workbook import applying, exporting, planning, reading
from guanlian.kernel.workbook.plans import Fault, ImportRefused, Plan
from guanlian.network.halls import HallQuerySet


class PlanMoved(Exception):
    """What the file would do is no longer what was previewed; `plan` is the new one."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        super().__init__(_("预览之后，台账有了变化。请再看一遍将要写入的内容。"))


def preview(*, path: Path, by: User | None) -> Plan:
    """What importing the file or folder would do. Raises FileRefused."""
    return planning.plan_import(reading.read(path), may_edit=_may_edit(by))


def bring_in(*, path: Path, by: User | None, previewed: str = "", name: str = "") -> Plan:
    """Import the file or folder, all or nothing. `previewed` is the digest of the plan that the person saw.

    Raises FileRefused, ImportRefused, PlanMoved; then nothing is written.
    """
    with transaction.atomic(), pghistory.context(**({"user": by.pk} if by else {})):
        plan = preview(path=path, by=by)
        if plan.faults:
            raise ImportRefused(plan.faults)
        if previewed and plan.digest() != previewed and not plan.changes_nothing:
            raise PlanMoved(plan)
        try:
            applying.apply_import(plan, why=_("导入 %s") % (name or path.name), stamp={"recorded_by": by})
        except ResourceTaken as taken:
            raise ImportRefused([Fault(str(_("活动")), reason=str(taken))]) from taken
    return plan


def take_out(
    *,
    path: Path,
    by: User | None,
    halls: HallQuerySet | None = None,
    year: int | None = None,
    registers: Sequence[Register] | None = None,
) -> dict[str, int]:
    """Write the standing records that `by` may export to an .xlsx file, or as CSV files into a folder.

    Returns the number of records by register. Halls outside the person's reach are left out.
    """
    reach = within_reach(by, "register.export", halls)
    parts = exporting.parts_for(
        registers if registers is not None else every_register(read_only=True),
        halls=reach,
        window=Window.of_year(year) if year else None,
        hides=lambda register: hides(by, register),
    )
    if path.suffix.lower() == ".xlsx":
        return exporting.write_workbook(path, parts)
    return exporting.write_folder(path, parts)


def within_reach(by: User | None, capability: str, halls: HallQuerySet | None) -> HallQuerySet | None:
    """Those of `halls` (None: of all) at which `by` has the right; None for every hall."""
    if by is None:
        return halls
    reach = scope.halls_for(by, capability, timezone.localdate())
    return reach if halls is None else reach.filter(pk__in=halls.order_by().values("pk"))


def hides(by: User | None, register: Register) -> Callable[[dict[str, Any]], bool]:
    """Whether the personal columns of a record with given values stay hidden from `by`."""
    if by is None or not register.personal:
        return lambda _values: False
    seen = set(scope.halls_for(by, register.personal_right, timezone.localdate()).values_list("code", flat=True))
    return lambda values: values["hall"] not in seen


def _may_edit(by: User | None) -> planning.MayEdit:
    if by is None or by.is_superuser:
        return planning.everywhere
    today = timezone.localdate()
    found: dict[str, frozenset[str]] = {}

    def codes(right: str) -> frozenset[str]:
        if right not in found:
            found[right] = frozenset(scope.halls_for(by, right, today).values_list("code", flat=True))
        return found[right]

    return lambda register: codes("register.import") & codes(register.edit)
