"""What did not go out: for staff of the central hall, who send it again or close it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guanlian.accounts import phones
from guanlian.accounts.models import User
from guanlian.messaging import mending
from guanlian.messaging.models import Channel, Sending, Status
from guanlian.messaging.reading import in_words
from guanlian.web.people.inbox import moment_words
from guanlian.web.portal import addresses

PAGE = 30


@login_required
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """Sendings that failed for good or are unsure, with the reason."""
    found = mending.troubled(by=cast(User, request.user), on=localdate())
    status = addresses.one_of(request, "status", mending.TROUBLED)
    page = addresses.page_of(request, found.filter(status=status) if status else found, PAGE)
    context = {
        "section": "console:outbox",
        "page": page,
        "rows": [_row(sending) for sending in page.object_list],
        "statuses": addresses.options(
            request, "status", [(each.value, each.label) for each in mending.TROUBLED], _("全部")
        ),
        "columns": [
            {"label": label} for label in (_("内容"), _("发给"), _("方式"), _("何时"), _("为什么"), _("怎么办"))
        ],
    }
    return render(request, "web/people/outbox.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, code: str, channel: str) -> HttpResponse:
    """Send again, or close: it went out after all, or is not wanted any more."""
    by, today = cast(User, request.user), localdate()
    try:
        if "again" in request.POST:
            mending.retry(code=code, channel=channel, by=by, on=today)
            messages.success(request, _("已重新排队，马上发送。"))
        else:
            mending.settle(code=code, channel=channel, by=by, on=today)
            messages.success(request, _("已了结，不再发送。"))
    except mending.NoSuchSending as unknown:
        raise Http404 from unknown
    return redirect("console:outbox")


def _row(sending: Sending) -> dict[str, object]:
    message = sending.message
    title, _text = in_words(message)
    to = message.to
    number = phones.shown(to.phone if to else message.phone)
    return {
        "code": message.code,
        "channel": sending.channel,
        "title": title,
        "topic": message.get_topic_display(),
        "to": number if sending.channel == Channel.SMS else _masked(to.email if to else ""),
        "way": sending.get_channel_display(),
        "when": moment_words(sending.claimed_at or sending.due_at),
        "tries": sending.tries,
        "state": sending.get_status_display(),
        "unsure": sending.status == Status.UNSURE,
        "fault": sending.fault,
    }


def _masked(address: str) -> str:
    name, at, host = address.partition("@")
    return f"{name[:1]}***{at}{host}" if at else ""
