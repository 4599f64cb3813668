"""Workbooks on their way in: kept under a random name with their preview, bound to the person, gone afterwards."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from guanlian.accounts import workbooks
from guanlian.accounts.models import User
from guanlian.kernel.registers import Register, register_called
from guanlian.kernel.workbook.guards import FileRefused, guard_size
from guanlian.kernel.workbook.plans import Action, Fault, ImportRefused, Plan, RowPlan
from guanlian.kernel.workbook.rows import HIDDEN

KEPT_FOR = 24 * 60 * 60  # seconds
AT_ONCE = 400 * 1024  # bytes: a larger file is looked through in the background
MOST_FAULTS, MOST_ROWS = 300, 60
SUFFIXES = {".xlsx", ".csv", ".xlsm", ".xls", ".xltm", ".xlsb", ".ods"}  # the guards say what is wrong with the others


class UnknownUpload(LookupError):
    """No such upload of this person."""


def keep(*, file: UploadedFile, by: User) -> str:
    """Store the file; returns its token. Raises FileRefused for one too large or of no known kind."""
    _sweep()
    guard_size(file.size or 0)
    name = Path(file.name or "").name
    if Path(name).suffix.lower() not in SUFFIXES:
        raise FileRefused(_("请上传 .xlsx 工作簿，或一份以台账命名的 .csv。"))
    token = secrets.token_urlsafe(24)
    folder = _folder(token)
    folder.mkdir(parents=True)
    stored = folder / name
    digest = hashlib.sha256()
    with stored.open("wb") as out:
        for chunk in file.chunks():
            digest.update(chunk)
            out.write(chunk)
    _write(token, {"person": by.pk, "name": name, "hash": digest.hexdigest(), "size": file.size, "state": "planning"})
    return token


def state_of(token: str, by: User) -> dict[str, Any]:
    """What is known of the upload. Raises UnknownUpload, also for another person's."""
    state = _read(token)
    if state["person"] != by.pk:
        raise UnknownUpload(token)
    return state


def look_through(token: str) -> None:
    """Make the preview: counts, faults first, and some of the rows."""
    _run(token, "planning", lambda path, by, state: _previewed(workbooks.preview(path=path, by=by), by))


def carry_out(token: str) -> None:
    """Write what the preview showed, once; then the file is gone."""

    def write(path: Path, by: User, state: dict[str, Any]) -> dict[str, Any]:
        plan = workbooks.bring_in(path=path, by=by, previewed=state["digest"], name=state["name"])
        return _previewed(plan, by) | {"state": "done"}

    _run(token, "applying", write)


def begin_writing(token: str, by: User) -> bool:
    """Take the upload for writing; False where that was done before, so that two presses write once."""
    state = state_of(token, by)
    if state["state"] != "ready":
        return False
    try:
        (_folder(token) / "taken").touch(exist_ok=False)
    except FileExistsError:
        return False
    _write(token, state | {"state": "applying"})
    return True


def remove(token: str, by: User) -> None:
    """Forget the upload and its file."""
    state_of(token, by)
    _clear(_folder(token))


def _run(token: str, doing: str, work: Callable[[Path, User, dict[str, Any]], dict[str, Any]]) -> None:
    state = _read(token)
    if state["state"] != doing:
        return
    folder = _folder(token)
    path = folder / state["name"]
    try:
        if hashlib.sha256(path.read_bytes()).hexdigest() != state["hash"]:
            raise FileRefused(_("文件与上传时不同，请重新上传。"))
        outcome = work(path, User.objects.get(pk=state["person"], is_active=True), state)
    except FileRefused as refused:
        outcome = {"state": "refused", "why": str(refused)}
    except ImportRefused as refused:
        outcome = {"state": "faulty", **_faults(refused.faults)}
    except workbooks.PlanMoved as moved:
        (folder / "taken").unlink(missing_ok=True)
        outcome = _previewed(moved.plan, User.objects.get(pk=state["person"])) | {"why": str(moved)}
    except Exception:
        _write(
            token, state | {"state": "refused", "why": _("处理时出了意外，没有写入。请稍后再试；仍不行请联系管理员。")}
        )
        raise
    _write(token, state | {"why": ""} | outcome)
    if outcome["state"] in {"done", "refused", "faulty"}:
        path.unlink(missing_ok=True)


def _previewed(plan: Plan, by: User) -> dict[str, Any]:
    if plan.faults:
        return {"state": "faulty", **_faults(plan.faults)}
    return {
        "state": "same" if plan.changes_nothing else "ready",
        "digest": plan.digest(),
        "notes": plan.notes,
        "registers": [_counts(slug, plan, by) for slug in plan.counts],
        "add": plan.total(Action.ADD),
        "change": plan.total(Action.CHANGE),
        "same": plan.total(Action.SAME),
    }


def _counts(slug: str, plan: Plan, by: User) -> dict[str, Any]:
    register = register_called(slug)
    rows = plan.of(register)
    hides = workbooks.hides(by, register)
    told = []
    for row in rows[:MOST_ROWS]:
        cells = row.changes or {
            name: (None, value) for name, value in row.values.items() if value not in (None, "", (), (None, None))
        }
        told.append(
            {
                "row": row.row,
                "action": str(row.action),
                "code": row.code,
                "cells": [
                    {
                        "label": register.by_name[name].headers[0],
                        "old": _old(register, row, name, old, hides),
                        "new": register.by_name[name].text(new),
                    }
                    for name, (old, new) in cells.items()
                    if name != "code"
                ],
            }
        )
    counts = plan.counts[slug]
    return {
        "slug": slug,
        "name": register.sheet,
        **{str(action): counts[action] for action in Action},
        "rows": told,
        "left_out": max(0, len(rows) - MOST_ROWS),
    }


def _old(register: Register, row: RowPlan, name: str, old: Any, hides: Callable[[Any], bool]) -> str:
    """What stood there before; a name only for those who may see it."""
    if row.action is Action.ADD:
        return ""
    if name in register.personal and hides(row.values):
        return HIDDEN
    return register.by_name[name].text(old)


def _faults(faults: list[Fault]) -> dict[str, Any]:
    return {"faults": [fault.as_dict() for fault in faults[:MOST_FAULTS]], "fault_count": len(faults)}


def _folder(token: str) -> Path:
    if not re.fullmatch(r"[A-Za-z0-9_-]{20,60}", token):
        raise UnknownUpload(token)
    return Path(settings.MEDIA_ROOT) / "imports" / token


def _read(token: str) -> dict[str, Any]:
    try:
        return json.loads((_folder(token) / "state.json").read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise UnknownUpload(token) from missing


def _write(token: str, state: dict[str, Any]) -> None:
    folder = _folder(token)
    partial = folder / f"state.{secrets.token_hex(4)}"
    partial.write_text(json.dumps(state, ensure_ascii=False), encoding="utf-8")
    partial.replace(folder / "state.json")


def _sweep() -> None:
    """Uploads that nobody came back to."""
    root = Path(settings.MEDIA_ROOT) / "imports"
    for folder in root.iterdir() if root.exists() else ():
        if folder.stat().st_mtime < time.time() - KEPT_FOR:
            _clear(folder)


def _clear(folder: Path) -> None:
    for each in folder.iterdir():
        each.unlink(missing_ok=True)
    folder.rmdir()
