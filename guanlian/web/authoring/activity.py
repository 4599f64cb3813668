"""One activity's home: its state and next step first, figures that open, lessons, rules, people; and each step."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guanlian.kernel.fields import new_code
from guanlian.programme import reviewing, terms
from guanlian.programme.models import (
    UNSEEN,
    Activity,
    Admission,
    Attendance,
    Kind,
    Policy,
    Registration,
    Review,
    Session,
    Status,
)
from guanlian.web.authoring.finding import (
    crumbs,
    find,
    may_edit,
)
from guanlian.web.authoring.programme import state_of
from guanlian.web.console.access import staff_page
from guanlian.web.portal import words
from guanlian.web.portal.counting import clauses_of
from guanlian.web.portal.showing import where_of

LESSONS_SHOWN = 20


@staff_page
@require_GET
def activity(request: HttpRequest, code: str) -> HttpResponse:
    """/console/programme/<code>/."""
    found = find(request, code)
    today = localdate()
    edits, decides = may_edit(request, found.hall), _decides(request, found)
    admission = getattr(found, "admission", None)
    sessions = list(found.sessions.select_related("venue"))
    counts = _figures(found)
    context = {
        "section": "console:programme",
        "crumbs": crumbs(),
        "activity": found,
        "kind": Kind(found.kind).label,
        "state": state_of(found, today),
        "when": words.when_words(found.starts_at, found.ends_at, found.lessons, today),
        "where": where_of(found, {}),
        "steps": steps_of(found, today),
        "next": _next(found, today, counts, edits=edits, decides=decides),
        "figures": _figures_shown(found, counts),
        "sentence": terms.in_words(admission),
        "sessions": [lesson_shown(each) for each in sessions[:LESSONS_SHOWN]],
        "more_sessions": max(len(sessions) - LESSONS_SHOWN, 0),
        "review": Review.objects.filter(activity=found).select_related("decided_by", "submitted_by").first(),
        "cancellation": found.cancellations.filter(undone_at=None).first(),
        "edits": edits,
        "decides": decides,
        "links": _links(found, admission),
        "counts": clauses_of(found) if found.status == Status.HELD else [],
        "code_again": new_code("HD"),
        "public": found.status not in UNSEEN,
        "saved": request.GET.get("saved"),
    }
    return render(request, "web/authoring/activity.html", context)


def _decides(request: HttpRequest, found: Activity) -> bool:
    waits = found.status == Status.SUBMITTED
    return waits and reviewing.may_decide(found, request.user, localdate())  # type: ignore[arg-type]


def steps_of(found: Activity, today: date) -> list[dict[str, Any]]:
    """Where the activity stands on its way: drafted, looked at, public, entries, held."""
    status, at = found.status, now()
    reviewed = status == Status.SUBMITTED or Review.objects.filter(activity=found).exists()
    admission = getattr(found, "admission", None)
    names = [("draft", _("起草")), *([("review", _("审核"))] if reviewed else []), ("public", _("发布"))]
    entering = admission is not None and admission.policy != Policy.WALK_IN
    names += [("entries", _("报名"))] if entering else []
    names += [("held", _("举办")), ("confirmed", _("确认"))]
    if status == Status.DRAFT:
        current = "draft"
    elif status == Status.SUBMITTED:
        current = "review"
    elif status == Status.HELD:
        current = ""
    elif found.ends_at < at:
        current = "confirmed"
    elif found.starts_at <= at or admission is None or not entering or _closed(admission, at):
        current = "held"
    else:
        current = "entries"
    keys = [key for key, _label in names]
    here = keys.index(current) if current in keys else len(keys)
    notes = {
        "public": found.announced_on and f"{found.announced_on:%m-%d}",
        "held": f"{localtime(found.starts_at):%m-%d}",
    }
    return [
        {
            "label": label,
            "state": "done" if n < here else "current" if n == here else "todo",
            "note": notes.get(key) or "" if n <= here or key == "held" else "",
        }
        for n, (key, label) in enumerate(names)
    ]


def _closed(admission: Admission, at: datetime) -> bool:
    """Whether entries have ended."""
    return admission.closes_at is not None and admission.closes_at <= at


def _figures(found: Activity) -> dict[str, int]:
    """How many entries there are of each state, and how many came: two statements."""
    rows = Registration.unscoped.filter(admission__activity=found).order_by().values("status").annotate(n=Count("pk"))
    counted = {row["status"]: row["n"] for row in rows}
    counted["came"] = Attendance.unscoped.filter(session__activity=found).values("registration").distinct().count()
    return counted


def _figures_shown(found: Activity, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Each figure with the list it opens."""
    admission = getattr(found, "admission", None)
    if admission is None or admission.policy == Policy.WALK_IN:
        return []
    people = _address("console:entries", found.code)
    made = [{"label": _("占了名额"), "value": admission.taken, "target": admission.places, "state": "placed"}]
    if admission.policy != Policy.FIRST_COME or counts.get("entered"):
        made.append({"label": _("待抽签或审核"), "value": counts.get("entered", 0), "state": "entered"})
    made.append({"label": _("候补"), "value": counts.get("waiting", 0), "state": "waiting"})
    if found.starts_at <= now():
        made.append({"label": _("到场"), "value": counts["came"], "state": "came"})
    return [each | {"href": f"{people}?state={each['state']}" if people else ""} for each in made]


def _next(found: Activity, today: date, counts: dict[str, int], *, edits: bool, decides: bool) -> dict[str, Any]:
    """The one thing to do next, in a sentence, with its action."""
    status, admission = found.status, getattr(found, "admission", None)
    if decides:
        return {"do": "review", "say": _("请看一遍，发布或退回。")}
    if status == Status.SUBMITTED:
        return {"do": "", "say": _("等另一位同事审核，结果会通知您。")}
    if status == Status.DRAFT:
        over = found.ends_at < now()
        return {
            "do": "edit" if over else "publish",
            "say": _("时间已过，请先改日期。") if over else _("草稿只有同事看得到；看一遍就可以发布。"),
        }
    if status == Status.CANCELLED:
        return {
            "do": "back" if found.starts_at > now() else "",
            "say": _("已取消。如果又能办了，可以恢复：原来有名额的人先得通知。")
            if found.starts_at > now()
            else _("已取消。"),
        }
    if status == Status.HELD:
        return {"do": "again", "say": _("已举办，已计入统计。")}
    if found.ends_at < now():
        return {"do": "confirm", "say": _("已经办完，请确认并填人数。")}
    if admission is not None and admission.policy == Policy.REVIEWED and counts.get("entered"):
        return {"do": "people", "say": _("有 %s 人等您审核录取。") % counts["entered"]}
    if found.begins_on <= today <= found.ends_on:
        return {"do": "door", "say": _("今天举办，可以开始签到。")}
    return {"do": "people" if admission and admission.policy != Policy.WALK_IN else "", "say": _("已发布，一切就绪。")}


def lesson_shown(session: Session) -> dict[str, Any]:
    starts, ends = localtime(session.starts_at), localtime(session.ends_at)
    return {
        "session": session,
        "day": words.full_day(starts.date(), localdate()),
        "clock": f"{words.clock(starts)}–{words.clock(ends)}",
        "where": session.venue.name if session.venue else session.activity.place_note,
        "over": session.starts_at <= now(),
        "off": session.called_off_at is not None,
    }


def _links(found: Activity, admission: Any) -> dict[str, str]:
    """The pages of the same activity that exist: its people, door, draw, public page."""
    entering = admission is not None and admission.policy != Policy.WALK_IN
    public = found.status not in UNSEEN
    lottery = entering and admission.policy == Policy.LOTTERY and public
    return {
        "people": _address("console:entries", found.code) if entering and public else "",
        "door": _address("console:door", found.code) if public and found.status != Status.CANCELLED else "",
        "draw": _address("portal:draw", found.code) if lottery else "",
        "page": found.get_absolute_url() if public else "",
    }


def _address(name: str, code: str) -> str:
    try:
        return reverse(name, args=[code])
    except NoReverseMatch:
        return ""
