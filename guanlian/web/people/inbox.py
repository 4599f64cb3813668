"""The inbox: everything a person was told, unread first to the eye, put away when done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guanlian.accounts.models import User
from guanlian.messaging import reading
from guanlian.messaging.models import Message, Topic
from guanlian.web.people.ways import way_back
from guanlian.web.portal import addresses
from guanlian.web.portal.words import clock, day_words, month_day

PAGE = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as its row shows it."""

    code: str
    topic: str
    title: str
    text: str
    when: str
    unread: bool
    opens: bool


@login_required
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """The messages that the address asks for: a topic, those put away."""
    user = cast(User, request.user)
    topic = addresses.one_of(request, "topic", Topic.values)
    away = request.GET.get("away") == "1"
    page = addresses.page_of(request, reading.inbox(user=user, put_away=away, topic=topic), PAGE)
    used = set(reading.inbox(user=user, put_away=away).order_by().values_list("topic", flat=True).distinct())
    context = {
        "page": page,
        "messages_shown": [shown(message) for message in page.object_list],
        "topics": addresses.options(
            request, "topic", [(value, label) for value, label in Topic.choices if value in used], _("全部")
        ),
        "topic": topic,
        "away": away,
        "unread_here": reading.inbox(user=user, topic=topic).filter(read_at=None).exists() if not away else False,
        "inbox_href": addresses.changed(request, away=None, topic=None),
        "away_href": addresses.changed(request, away=1, topic=None),
    }
    return render(request, "web/people/inbox.html", context)


@login_required
@never_cache
def message(request: HttpRequest, code: str) -> HttpResponse:
    """Mark the message as read and go where it leads; one that leads nowhere is shown alone."""
    opened = _open(request, code)
    # Only rooms of the house write `about`; still nothing leads out of it.
    if opened.about and url_has_allowed_host_and_scheme(opened.about, allowed_hosts=None):
        return redirect(opened.about)
    return render(request, "web/people/message.html", {"message_shown": shown(opened)})


@login_required
@require_POST
def put_away(request: HttpRequest, code: str) -> HttpResponse:
    """Put a message away or, with `back`, into the inbox again."""
    user = cast(User, request.user)
    try:
        (reading.take_back if "back" in request.POST else reading.put_away)(user=user, code=code)
    except reading.NoSuchMessage as unknown:
        raise Http404 from unknown
    return redirect(way_back(request, "portal:inbox"))


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything (of the topic) as read."""
    topic = request.POST.get("topic", "")
    reading.read_all(user=cast(User, request.user), topic=topic if topic in Topic.values else "")
    return redirect(way_back(request, "portal:inbox"))


def shown(each: Message) -> Shown:
    """The message in the reader's language."""
    title, text = reading.in_words(each)
    made, today = localtime(each.made_at), localdate()
    recent = (today - made.date()).days
    day = _("今天") if recent == 0 else _("昨天") if recent == 1 else month_day(made.date(), today)
    return Shown(
        code=each.code,
        topic=str(Topic(each.topic).label),
        title=title,
        text=text,
        when=f"{day} {clock(made)}",
        unread=each.read_at is None,
        opens=bool(each.about),
    )


def _open(request: HttpRequest, code: str) -> Message:
    try:
        return reading.open_message(user=cast(User, request.user), code=code)
    except reading.NoSuchMessage as unknown:
        raise Http404 from unknown


def moment_words(moment: datetime) -> str:
    """A moment as staff read it: day and clock."""
    local = localtime(moment)
    return f"{day_words(local.date(), localdate())} {clock(local)}"
