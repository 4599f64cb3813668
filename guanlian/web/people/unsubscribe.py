"""Leaving a topic by the link in a mail: without signing in, at one press; mail programs post it too (RFC 8058)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from guanlian.messaging import choosing
from guanlian.messaging.models import Channel

ONE_CLICK = "List-Unsubscribe"


@csrf_exempt  # the link itself is the proof, and a mail program has no token of ours
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Say what would be left; leave at a POST. A GET changes nothing: programs open links before people do."""
    try:
        if request.method == "POST" and "back" in request.POST:
            left, done = choosing.rejoin(token=token), False
        elif request.method == "POST":
            left, done = choosing.leave(token=token, everything="all" in request.POST), True
        else:
            left, done = choosing.read_link(token), False
    except choosing.BadLink as wrong:
        raise Http404 from wrong
    if ONE_CLICK in request.POST:
        return HttpResponse(status=200, content_type="text/plain")
    context = {
        "topic": left.topic.label,
        "channel": Channel(left.channel).label,
        "done": done,
        "everything": "all" in request.POST,
        "back": "back" in request.POST,
    }
    return render(request, "web/people/unsubscribe.html", context)
