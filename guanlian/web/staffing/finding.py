"""What the pages of secondment ask first: which branch, need or proposal is meant, and whether it is in reach."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.timezone import localdate

from guanlian.network.halls import Hall, HallQuerySet, Tier
from guanlian.staffing.models import Need, Proposal, Secondment
from guanlian.web.console.access import reach

SEE, ASK, MANAGE, NAMES = "matrix.view", "officer.ask", "secondment.manage", "staff.view"


def of_tiers(halls: HallQuerySet, day: date, *tiers: str) -> HallQuerySet:
    """Those of `halls` that are of one of `tiers` on `day`, by code."""
    return halls.filter(links__period__contains=day, links__tier__in=tiers).order_by("code")


def branch_called(request: HttpRequest, code: str, right: str) -> Hall:
    """The branch with that code where the person has `right`; else 404."""
    today = localdate()
    found = Hall.objects.of_tier(Tier.BRANCH, today).filter(code=code, pk__in=_reached(request, right)).first()
    if found is None:
        raise Http404
    return found


def need_called(request: HttpRequest, code: str, right: str) -> Need:
    """The need of a hall where the person has `right`; else 404."""
    found = Need.objects.within(_reached(request, right)).select_related("hall", "asked_by").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def proposal_called(request: HttpRequest, code: str) -> Proposal:
    """The proposal that a hall of the person's sends or receives; else 404."""
    seen = Proposal.objects.seen_from(_reached(request, MANAGE))
    found = seen.select_related(
        "hall", "to_hall", "member__user", "need__hall", "proposed_by", "decided_by", "secondment"
    )
    proposal = found.filter(code=code).first()
    if proposal is None:
        raise Http404
    return proposal


def term_called(request: HttpRequest, code: str) -> Secondment:
    """The standing secondment that a hall of the person's sends; else 404."""
    found = Secondment.objects.standing().within(_reached(request, MANAGE))
    term = found.select_related("hall", "to_hall", "member").filter(code=code).first()
    if term is None:
        raise Http404
    return term


def _reached(request: HttpRequest, right: str) -> Any:
    return reach(request, right).order_by().values("pk")
