"""A question that can't be answered gets a page that says why and where to go on, not a bare 'not found'."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[..., HttpResponse]


class Unanswerable(Http404):
    """The page can't answer what its address asks; the message says why."""


def answering(view: View) -> View:
    """`view`, with a refusal of status 404 in words where it raises Unanswerable."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Unanswerable as refusal:
            return render(request, "web/standard/refused.html", {"why": str(refusal)}, status=404)

    return answer
