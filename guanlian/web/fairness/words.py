"""The declared rules of fairness, in plain words; every number is read from where it is declared."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guanlian.programme.models import Admission
from guanlian.programme.rules import rules
from guanlian.web.portal.caching import public_page


@public_page
def fairness(request: HttpRequest) -> HttpResponse:
    """How places are given, what follows when nobody comes, and how one objects."""
    usual = {"offer_hours": Admission().offer_hours}
    return render(request, "web/fairness/fairness.html", {"rules": rules(), "usual": usual})
