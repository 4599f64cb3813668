"""Carrying out a plan: everything or nothing, in one transaction, in batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from guanlian.kernel import writing
from guanlian.kernel.bulk import insert_all
from guanlian.kernel.fields import new_code
from guanlian.kernel.refusals import DATABASE_SAYS_NO, in_words
from guanlian.kernel.registers import Register, by_dependence, settle
from guanlian.kernel.workbook import known as knowing
from guanlian.kernel.workbook.plans import Action, Fault, ImportRefused, Plan, RowPlan

BATCH = 2000


def apply_import(plan: Plan, *, why: str, stamp: dict[str, Any] | None = None) -> None:
    """Write what `plan` says. Raises ImportRefused, with nothing written, where it has faults, where a record changed
    since the plan was made, or where the database objects. `stamp` are field values given to every new record
    (who recorded it); `why` goes to the history."""
    if not plan.fits:
        raise ImportRefused(plan.faults)
    with transaction.atomic(), pghistory.context(why=why):
        for register in by_dependence({row.register.slug: row.register for row in plan.rows}.values()):
            _apply_register(register, plan.of(register), stamp or {})


def _apply_register(register: Register, rows: list[RowPlan], stamp: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            keys = writing.keys_of(register, (row.values for row in rows))
            changed = [row for row in rows if row.action is Action.CHANGE]
            added = [row for row in rows if row.action is Action.ADD]
            records = [*_change(register, changed, keys), *_add(register, added, keys, stamp)]
            settle(register, records)
    except DATABASE_SAYS_NO as refusal:
        raise ImportRefused([Fault(register.sheet, reason=in_words(register, refusal))]) from refusal


def _add(register: Register, rows: list[RowPlan], keys: writing.Keys, stamp: dict[str, Any]) -> list[Any]:
    records = []
    given = {name: value for name, value in stamp.items() if hasattr(register.model, name)}
    for row in rows:
        record: Any = register.model(**given)
        writing.assign(record, register, row.values, keys)
        if register.has_code and not record.code:
            record.code = new_code(record.CODE_PREFIX)
        records.append(record)
    insert_all(register.model, records)
    pairs = [(record.pk, row.values) for record, row in zip(records, rows, strict=True)]
    writing.write_links(register, pairs, keys)
    return records


def _change(register: Register, rows: list[RowPlan], keys: writing.Keys) -> list[Any]:
    if not rows:
        return []
    locked = register.records().filter(pk__any=[row.key for row in rows]).select_for_update().order_by("pk")
    records = {record.pk: record for record in locked}
    _refuse_stale(register, rows)
    touched: set[str] = set()
    for row in rows:
        values = {name: new for name, (_old, new) in row.changes.items()}
        writing.assign(records[row.key], register, values, keys)
        touched.update(name for name in values if register.by_name[name].query_path)
    if touched:
        register.model._base_manager.bulk_create(
            list(records.values()),
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=sorted(touched),
            batch_size=BATCH,
        )
    pairs = [(row.key, {n: new for n, (_old, new) in row.changes.items()}) for row in rows if row.key]
    writing.write_links(register, pairs, keys)
    return list(records.values())


def _refuse_stale(register: Register, rows: Sequence[RowPlan]) -> None:
    """Somebody may have changed a record between the plan and the lock."""
    now = {k.key: k for k in knowing.values_of(register, register.records().filter(pk__any=[row.key for row in rows]))}
    stale = [
        row
        for row in rows
        if row.key not in now
        or now[row.key].withdrawn
        or any(now[row.key].values[name] != old for name, (old, _new) in row.changes.items())
    ]
    if stale:
        reason = _("这条记录刚被别人改过，请重新核对后再导入")
        raise ImportRefused([Fault(register.sheet, row.row, reason=reason) for row in stale])
