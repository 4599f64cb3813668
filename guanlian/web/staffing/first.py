"""What the first page of a main hall says of its officers, before anything else."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanlian.assessment.today import Task, What
from guanlian.network.halls import Hall
from guanlian.staffing.officers import Line, pressing
from guanlian.staffing.rules import rules
from guanlian.web.standard.doing import Doing


def officers_first(hall: Hall, on: date) -> Doing | None:
    """Vacancies and terms that end soon below `hall`, in one sentence with its button; None where all is well."""
    found = pressing(Hall.objects.under([hall.pk], on), on)
    if not found.vacant and not found.ending:
        return None
    sentence = _vacant(found.vacant) + _ending(found.ending)
    lines = [*found.vacant, *found.ending]
    task = Task(What.OFFICER, sentence, len(lines), halls=[line.branch for line in lines])
    return Doing(task, sentence, _("安排下派员"), reverse("console:officers"))


def _vacant(lines: list[Line]) -> str:
    if not lines:
        return ""
    first = lines[0]
    words = ngettext(
        "%(n)s 个分馆没有在岗的文化下派员（%(hall)s %(since)s）。",
        "%(n)s 个分馆没有在岗的文化下派员，最久的是%(hall)s（%(since)s）。",
        len(lines),
    )
    since = _("自 %(day)s 起空缺") % {"day": first.vacant_since} if first.vacant_since else _("从未派过")
    return words % {"n": len(lines), "hall": first.branch.name, "since": since}


def _ending(lines: list[Line]) -> str:
    if not lines:
        return ""
    words = ngettext(
        "%(n)s 名的任期 %(days)s 天内届满：%(hall)s（到 %(last)s）。",
        "%(n)s 名的任期 %(days)s 天内届满，最早的是%(hall)s（到 %(last)s）。",
        len(lines),
    )
    days = rules()["term"]["soon_days"]
    return words % {"n": len(lines), "days": days, "hall": lines[0].branch.name, "last": lines[0].last}
