"""Feedback from whoever attended: a tap for the mood, a tap for what made it so, words if one likes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from guanlian.accounts.models import User
from guanlian.programme import feedback
from guanlian.programme.models import Feedback, Mood, Point, Registration
from guanlian.web.portal.words import full_day


@login_required
@never_cache
def give(request: HttpRequest, code: str) -> HttpResponse:
    """/me/tickets/<code>/feedback/: the first tap is kept at once; all else can be added or changed."""
    assert isinstance(request.user, User)
    try:
        ticket = feedback.ticket_of(code=code, user=request.user)
    except feedback.NotYours as missing:
        raise Http404 from missing
    try:
        feedback.require_open(ticket, now())
    except feedback.NotNow as refusal:
        return render(request, "web/attending/feedback.html", _context(ticket) | {"why": str(refusal)}, status=409)
    if request.method != "POST":
        return render(request, "web/attending/feedback.html", _context(ticket))
    return _keep(request, ticket, request.user)


def _keep(request: Any, ticket: Registration, user: User) -> HttpResponse:
    post = request.POST
    if post.get("mood", "") not in {str(each.value) for each in Mood}:
        return render(request, _page(request), _context(ticket) | {"choose": True}, status=422)
    kept = Feedback.unscoped.filter(registration=ticket).first()
    points, text = (kept.points if kept else []), None
    if "said" in post:
        points, text = post.getlist("points"), post.get("text")
    feedback.give(code=ticket.code, by=user, mood=int(post["mood"]), points=points, text=text)
    if post.get("done"):
        messages.success(request, _("谢谢您，馆里会看到。"))
        return redirect("portal:me")
    if request.htmx:
        return render(request, _page(request), _context(ticket))
    return redirect("portal:feedback", code=ticket.code)


def _page(request: Any) -> str:
    return "web/attending/feedback_form.html" if request.htmx else "web/attending/feedback.html"


def _context(ticket: Registration) -> dict[str, Any]:
    kept = Feedback.unscoped.filter(registration=ticket).first()
    activity = ticket.admission.activity
    return {
        "ticket": ticket,
        "activity": activity,
        "day": full_day(activity.begins_on, localdate()),
        "kept": kept,
        "moods": [(each.value, each.label, bool(kept and kept.mood == each)) for each in Mood],
        "points": [(each.value, each.label, bool(kept and each.value in kept.points)) for each in Point],
    }
