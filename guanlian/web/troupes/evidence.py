"""Whether a troupe is stable and regularly active, with each date that says so: for its leader and for staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanlian.assessment import troupes as standard
from guanlian.community.models import Troupe
from guanlian.programme import at_work


@dataclass(frozen=True, slots=True)
class Row:
    """One date: what it was, where, how many came; `code` where its number can be corrected."""

    day: date
    words: str
    href: str
    where: str
    number: int | None
    code: str = ""
    booked: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The verdict in a sentence, the dates behind it, and the numbers that the standard asks for."""

    sentence: str
    active: bool
    times: int
    asked: standard.Asked
    rows: list[Row]
    status: str


def shown(troupe: Troupe, on: date, *, registers: bool = False) -> Shown:
    """As of the day `on`; with `registers` each rehearsal opens its entry there, for staff."""
    asked = standard.asked()
    found = at_work.evidence(troupe, asked.stretch(on))
    missing, young = max(0, asked.events - len(found)), troupe.founded_on > asked.stable_on(on)
    active = not missing and not young
    sentence = reduce(_then, _sentences(asked, len(found), missing, young))
    return Shown(
        sentence, active, len(found), asked, [_row(each, registers) for each in found], "met" if active else "unmet"
    )


def _then(one: str, other: str) -> str:
    """One sentence after the other, as the language sets them."""
    return _("%(one)s%(other)s") % {"one": one, "other": other}


def _sentences(asked: standard.Asked, times: int, missing: int, young: bool) -> list[str]:
    words = {"months": asked.events_months, "n": times, "asked": asked.events, "missing": missing}
    said = [_("近 %(months)s 个月有记录的排练和演出 %(n)s 次。") % words]
    if missing:
        once = _("再有 %(missing)s 次，就达到“经常开展活动”（%(asked)s 次）。")
        said.append(ngettext(once, once, missing) % words)
    if young:
        said.append(_("成立还不满 %(n)s 个月，满了才算“相对稳定”。") % {"n": asked.months_old})
    if not missing and not young:
        said.append(_("相对稳定，经常开展活动。"))
    return said


def _row(each: at_work.Evidence, registers: bool) -> Row:
    record: Any = each.record
    if each.performed:
        where = record.venue.name if record.venue else (record.place or record.hall).name
        return Row(each.day, record.title, record.get_absolute_url(), where, None)
    where = f"{record.venue.hall.name} · {record.venue.name}" if record.venue else ""
    booked = each.booked.code if each.booked else ""
    href = reverse("console:record_edit", args=["rehearsals", record.code]) if registers else ""
    return Row(each.day, _("排练"), href, where, record.attended, record.code, booked)
