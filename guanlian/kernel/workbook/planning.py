"""The plan of an import: every row becomes add, change, same, or a fault. Reads, never writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import CheckConstraint
from django.utils.translation import gettext as _

from guanlian.kernel.conditions import CannotJudge, holds
from guanlian.kernel.registers import Register, Values, by_dependence
from guanlian.kernel.workbook import known as knowing
from guanlian.kernel.workbook.known import Known, Snapshot, natural_key
from guanlian.kernel.workbook.plans import Action, Fault, Plan, RowPlan
from guanlian.kernel.workbook.reading import Table
from guanlian.kernel.workbook.rivals import clashes
from guanlian.kernel.workbook.rows import Draft, Sheet, read_table, recognise, unknown_sheet

MayEdit = Callable[[Register], frozenset[str] | None]


def everywhere(register: Register) -> None:
    """Every hall may be written: for the installation's own operator."""
    return


def plan_import(tables: Iterable[Table], *, may_edit: MayEdit = everywhere) -> Plan:
    """What importing `tables` would do. `may_edit` gives the codes of the halls whose records of a register may be
    written, or None for all."""
    plan = Plan()
    sheets: dict[str, Sheet] = {}
    for table in tables:
        register = recognise(table.name)
        if register is None:
            plan.faults.append(unknown_sheet(table.name))
        elif register.read_only:
            plan.notes.append(_("“%s”只供查阅，未读入；馆与隶属请在“馆与网络”中调整。") % register.name)
        elif register.slug in sheets:
            plan.faults.append(Fault(table.name, reason=_("这一台账出现了两次")))
        else:
            sheets[register.slug] = read_table(table, register, plan)
    _check_references(sheets, plan)
    ordered = by_dependence(sheet.register for sheet in sheets.values())
    for register in ordered:
        _plan_sheet(sheets[register.slug], plan, may_edit(register))
    return plan


def _check_references(sheets: dict[str, Sheet], plan: Plan) -> None:
    """Every code named must exist, in the database or as a row of this file."""
    named: dict[type[Any], set[str]] = {}
    for sheet in sheets.values():
        for column in sheet.register.pointing:
            codes = named.setdefault(column.target, set())
            for draft in sheet.drafts:
                codes.update(column.codes(draft.values.get(column.name)))
    there = {target: existing(target, codes) for target, codes in named.items()}
    for sheet in sheets.values():
        if sheet.register.model in there and sheet.register.has_code:
            there[sheet.register.model] |= {draft.values.get("code", "") for draft in sheet.drafts}
    for sheet in sheets.values():
        for column in sheet.register.pointing:
            _check_column(sheet, column, there[column.target], plan)


def existing(target: type[Any], codes: set[str]) -> set[str]:
    """Those of `codes` that records of `target` have. One statement."""
    if not codes:
        return set()
    return set(target._base_manager.filter(code__any=sorted(codes)).values_list("code", flat=True))


def _check_column(sheet: Sheet, column: Any, there: set[str], plan: Plan) -> None:
    for draft in sheet.drafts:
        missing = [code for code in column.codes(draft.values.get(column.name)) if code not in there]
        if missing:
            what = {"what": column.target._meta.verbose_name, "codes": "、".join(missing)}
            plan.faults.append(sheet.fault(draft, column.name, _("没有编号为 %(codes)s 的%(what)s") % what))


def _plan_sheet(sheet: Sheet, plan: Plan, halls: frozenset[str] | None) -> None:
    register = sheet.register
    snapshot = knowing.take(
        register,
        codes=(d.values["code"] for d in sheet.drafts if d.values.get("code")),
        halls=(d.values["hall"] for d in sheet.drafts if d.values.get("hall") and not d.values.get("code")),
    )
    counts = plan.counts.setdefault(register.slug, Counter())
    rows: list[RowPlan] = []
    drafts: dict[int, Draft] = {}
    seen: dict[Any, int] = {}
    for draft in sheet.drafts:
        row = _plan_row(sheet, draft, snapshot, plan)
        if row is None or _is_twice(sheet, draft, row, seen, plan):
            continue
        _check_scope(sheet, draft, row, snapshot, halls, plan)
        counts[row.action] += 1
        if row.action is not Action.SAME:
            _check_values(sheet, draft, row, snapshot, plan)
            rows.append(row)
            drafts[row.row] = draft
    for row, rule in clashes(register, rows):
        reason = register.sentence(rule.name) or _("与另一条记录冲突")
        plan.faults.append(sheet.fault(drafts[row.row], rule.spans or rule.equal[-1], reason))
    plan.rows += rows


def _plan_row(sheet: Sheet, draft: Draft, snapshot: Snapshot, plan: Plan) -> RowPlan | None:
    """The row's plan; None where it has a fault that leaves nothing to plan."""
    register, values = sheet.register, draft.values
    if draft.bad:
        return None
    code = values.get("code", "")
    if code:
        stands = snapshot.by_code.get(code)
    else:
        matches = snapshot.by_key.get(natural_key(register, values), [])
        if len(matches) > 1:
            plan.faults.append(sheet.fault(draft, "code", _("已有几条相同的记录，请填编号以说明是哪一条")))
            return None
        stands = matches[0] if matches else None
    if stands is None:
        return _addition(sheet, draft, plan)
    if stands.withdrawn:
        plan.faults.append(sheet.fault(draft, "code", _("这条记录已撤回；请先在台账中恢复")))
        return None
    return _change(sheet, draft, stands, plan)


def _addition(sheet: Sheet, draft: Draft, plan: Plan) -> RowPlan | None:
    register, values = sheet.register, draft.values
    fill_in(register, values)
    for column in register.columns:
        if column.required and _is_blank(column, values):
            plan.faults.append(sheet.fault(draft, column.name, _("必填，不能留空")))
    return None if draft.bad else RowPlan(register, draft.row, Action.ADD, values, code=values.get("code", ""))


def fill_in(register: Register, values: Values) -> None:
    """Give every column of a new record a value: what the register infers, else the field's default, else blank."""
    if register.complete:
        register.complete(values)
    for column in register.columns:
        if _is_blank(column, values):
            values[column.name] = column.canon(column.default) if column.has_default else column.empty


def _change(sheet: Sheet, draft: Draft, stands: Known, plan: Plan) -> RowPlan | None:
    register, changes = sheet.register, {}
    for name, new in draft.values.items():
        column, old = register.by_name[name], stands.values[name]
        if new == old or name == "code":
            continue
        if _is_blank(column, draft.values):
            if column.required:
                plan.faults.append(sheet.fault(draft, name, _("必填，不能留空")))
                continue
            if column.has_default and column.default not in (column.empty, [], ""):
                continue  # a blank says nothing where blank is no possible value
        changes[name] = (old, new)
    if draft.bad:
        return None
    whole = stands.values | {name: new for name, (_old, new) in changes.items()}
    action = Action.CHANGE if changes else Action.SAME
    return RowPlan(register, draft.row, action, whole, stands.key, stands.code, changes)


def _is_blank(column: Any, values: Values) -> bool:
    value = values.get(column.name, column.empty)
    return value is None or value == column.empty


def _is_twice(sheet: Sheet, draft: Draft, row: RowPlan, seen: dict[Any, int], plan: Plan) -> bool:
    """Whether an earlier row of the file speaks of the same record."""
    marks: list[Any] = [("code", row.code)] if row.code else []
    key = ("key", natural_key(sheet.register, row.values))
    if not draft.values.get("code") or key not in seen:
        marks.append(key)
    earlier = next((seen[mark] for mark in marks if mark in seen), None)
    if earlier is not None:
        column = "code" if draft.values.get("code") else sheet.register.natural_key[-1]
        plan.faults.append(sheet.fault(draft, column, _("与第 %s 行重复") % earlier))
        return True
    seen.update(dict.fromkeys(marks, row.row))
    return False


def _check_scope(
    sheet: Sheet, draft: Draft, row: RowPlan, snapshot: Snapshot, halls: frozenset[str] | None, plan: Plan
) -> None:
    if halls is None:
        return
    before = row.changes["hall"][0] if "hall" in row.changes else row.values.get("hall")
    if before not in halls:
        reason = _("这一编号属于别的馆，不在您的权限之内") if row.key else _("这个馆不在您的权限之内")
        plan.faults.append(sheet.fault(draft, "code" if row.key and row.code else "hall", reason))
    elif row.values.get("hall") not in halls:
        plan.faults.append(sheet.fault(draft, "hall", _("这个馆不在您的权限之内")))


def _check_values(sheet: Sheet, draft: Draft, row: RowPlan, snapshot: Snapshot, plan: Plan) -> None:
    register = sheet.register
    status = row.changes.get("status")
    moves = getattr(register.model, "MOVES", None)
    if status and moves and status[1] not in moves[status[0]]:
        column = register.by_name["status"]
        words = {"now": column.text(status[0]), "then": column.text(status[1])}
        plan.faults.append(sheet.fault(draft, "status", _("“%(now)s”的记录不能改为“%(then)s”") % words))
    for name, reason in objections(register, row.values):
        plan.faults.append(sheet.fault(draft, name, reason))


def objections(register: Register, values: Values) -> list[tuple[str, str]]:
    """What the register's rules and its model's check constraints have against `values`: (column, reason)."""
    found = register.objections(values)
    for constraint in register.model._meta.constraints:
        if not isinstance(constraint, CheckConstraint):
            continue
        try:
            broken = holds(constraint.condition, values) is False
        except CannotJudge:
            continue
        if broken:
            named = [name for name in register.by_name if name in str(constraint.condition)]
            sentence = register.sentence(constraint.name) or _("不符合“%s”的要求") % constraint.name
            found.append((named[-1] if named else "", sentence))
    return found
