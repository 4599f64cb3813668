"""Keeping one's own journal: a note a day, by one's own wish."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from guanlian.accounts.models import User
from guanlian.staffing.journals import JournalNote
from guanlian.staffing.models import StaffMember
from guanlian.staffing.post_refusals import NotThere, WrongDates


def own_file(user: User) -> StaffMember | None:
    """The staff file of an account, if it has one."""
    return StaffMember.unscoped.filter(user=user, withdrawn_at=None).first()


@transaction.atomic
def note(*, by: User, day: date, text: str, on: date) -> JournalNote | None:
    """`by` writes, changes or (with no text) strikes out their own note of `day`. Raises NotThere, WrongDates."""
    member = own_file(by)
    if member is None:
        raise NotThere(_("您的账号还没有对应的人员档案，请馆里在“工作人员”台账里登记后再来。"))
    if day > on:
        raise WrongDates(_("日志只写今天和以前的事。"))
    if not text.strip():
        JournalNote.unscoped.filter(member=member, day=day).delete()
        return None
    row, _new = JournalNote.unscoped.update_or_create(member=member, day=day, defaults={"text": text.strip()[:1000]})
    return row
