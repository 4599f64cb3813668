"""Entering, correcting, withdrawing and restoring a record of any register.

These use cases live here because this is the lowest room that knows both the records and who may touch them: the check
of scope is theirs, so that no page, command or API can forget it. Rooms above build their own verbs on them.
`by=None` stands for the operator at the installation's own terminal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.kernel import writing
from guanlian.kernel.columns import Column
from guanlian.kernel.refusals import DATABASE_SAYS_NO, in_words
from guanlian.kernel.registers import Objection, Register, Values, settle
from guanlian.kernel.workbook import known as knowing
from guanlian.kernel.workbook import planning
from guanlian.network.models import Hall


class RecordRefused(Exception):
    """The record can't be written; `objections` name the columns and say why."""

    def __init__(self, objections: list[Objection]) -> None:
        self.objections = objections
        super().__init__("；".join(reason for _name, reason in objections))


class ChangedMeanwhile(Exception):
    """Somebody else changed the record since it was read; `now` holds its values."""

    def __init__(self, now: Values) -> None:
        self.now = now
        super().__init__(_("您打开之后，别人改过这条记录。请核对两边的内容再保存。"))


class NoReason(Exception):
    """A withdrawal or cancellation without a reason."""

    def __init__(self) -> None:
        super().__init__(_("请写明原因。"))


class UnknownRecord(LookupError):
    """No such record in the halls that the person may see."""


def enter(*, register: Register, values: Values, by: User | None, why: str = "") -> Any:
    """Write a new record. `values` are canonical, by column name; what is missing is inferred or left blank.

    Entering the same code twice (a draft sent again) gives back the record of the first time.
    Raises NotYours, RecordRefused, and what the register's `settle` raises.
    """
    values = dict(values)
    before = _sent_before(register, values, by)
    if before is not None:
        return before
    planning.fill_in(register, values)
    _object(register, values)
    with _telling(register, why or _("登记"), by):
        keys = writing.keys_of(register, [values])
        _check_named(register, values, keys)
        _require(by, register, Hall.objects.get(code=values["hall"]))
        record = register.model(**({"recorded_by": by} if register.withdrawable else {}))
        writing.assign(record, register, values, keys)
        record.save(force_insert=True)
        writing.write_links(register, [(record.pk, values)], keys)
        settle(register, [record])
    return record


def correct(*, register: Register, key: int, values: Values, by: User | None, seen: str = "", why: str = "") -> Any:
    """Change the given values of the record with that key.

    `seen` is the `version` of the record as it was read; where it no longer fits, raises ChangedMeanwhile.
    Raises also NotYours, RecordRefused, UnknownRecord.
    """
    with _telling(register, why or _("更正"), by):
        record = _locked(register, key)
        _require(by, register, record.hall)
        now = values_of(register, record)
        if seen and seen != version(now):
            raise ChangedMeanwhile(now)
        changed = {name: value for name, value in values.items() if now.get(name) != value and name != "code"}
        if not changed:
            return record
        whole = now | changed
        _object(register, whole, now)
        keys = writing.keys_of(register, [changed])
        _check_named(register, changed, keys)
        if "hall" in changed:
            _require(by, register, Hall.objects.get(code=changed["hall"]))
        writing.assign(record, register, changed, keys)
        record.save()
        writing.write_links(register, [(record.pk, changed)], keys)
        settle(register, [record])
    return record


def withdraw(*, register: Register, key: int, why: str, by: User | None) -> Any:
    """Take the record back: it stays, with the reason, and counts nowhere. Withdrawing twice changes nothing."""
    if not why.strip():
        raise NoReason
    with _telling(register, why.strip(), by):
        record = _locked(register, key)
        _require(by, register, record.hall)
        if record.withdrawn_at is None:
            record.withdrawn_at, record.withdrawn_why = timezone.now(), why.strip()[:200]
            record.save()
            settle(register, [record])
    return record


def restore(*, register: Register, key: int, by: User | None, why: str = "") -> Any:
    """Let a withdrawn record stand again. Raises RecordRefused where another has taken its place."""
    with _telling(register, why or _("恢复"), by):
        record = _locked(register, key)
        _require(by, register, record.hall)
        if record.withdrawn_at is not None:
            record.withdrawn_at, record.withdrawn_why = None, ""
            record.save()
            settle(register, [record])
    return record


def values_of(register: Register, record: Any) -> Values:
    """The canonical values of a record, as the database holds them."""
    return knowing.values_of(register, register.records().filter(pk=record.pk))[0].values


def version(values: Values) -> str:
    """A mark that changes whenever any value does."""
    return hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:24]


def _locked(register: Register, key: int) -> Any:
    record = register.records().filter(pk=key).select_for_update(of=("self",)).select_related("hall").first()
    if record is None:
        raise UnknownRecord(register.slug)
    return record


def _require(by: User | None, register: Register, hall: Hall) -> None:
    if by is not None:
        scope.require(by, register.edit, hall, on=timezone.localdate())


def _sent_before(register: Register, values: Values, by: User | None) -> Any:
    code = values.get("code")
    if not code:
        return None
    record = register.records().filter(code=code).select_related("hall").first()
    if record is None:
        return None
    _require(by, register, record.hall)
    now = values_of(register, record)
    given = {name: value for name, value in values.items() if value not in (None, "", (), (None, None))}
    if all(now[name] == value for name, value in given.items()):
        return record
    if by is not None and record.recorded_by_id == by.pk:
        raise RecordRefused([("code", _("这一份已经保存过；如要修改，请打开那条记录更正"))])
    raise RecordRefused([("code", _("编号已被使用"))])


def _object(register: Register, values: Values, now: Values | None = None) -> None:
    found: list[Objection] = [
        (column.name, _("必填，不能留空")) for column in register.columns if _misses(column, values)
    ]
    moves = getattr(register.model, "MOVES", None)
    if now and moves and values["status"] != now["status"] and values["status"] not in moves[now["status"]]:
        column = register.by_name["status"]
        words = {"now": column.text(now["status"]), "then": column.text(values["status"])}
        found.append(("status", _("“%(now)s”的记录不能改为“%(then)s”") % words))
    found += [] if found else planning.objections(register, values)
    if found:
        raise RecordRefused(found)


def _misses(column: Column, values: Values) -> bool:
    return column.required and values.get(column.name, column.empty) == column.empty


def _check_named(register: Register, values: Values, keys: writing.Keys) -> None:
    for column in register.pointing:
        for code in column.codes(values.get(column.name)):
            if code not in keys.get(column.target, {}):
                what = {"what": column.target._meta.verbose_name, "codes": code}
                raise RecordRefused([(column.name, _("没有编号为 %(codes)s 的%(what)s") % what)])


@contextmanager
def _telling(register: Register, why: str, by: User | None) -> Iterator[None]:
    """One transaction with its reason in the history; what the database refuses is told in words."""
    try:
        with transaction.atomic(), pghistory.context(why=why, **({"user": by.pk} if by else {})):
            yield
    except DATABASE_SAYS_NO as refusal:
        raise RecordRefused([("", in_words(register, refusal))]) from refusal
