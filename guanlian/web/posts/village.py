"""A village's own page: its administrator, those before, and the forms to hire, replace and end."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from guanlian.accounts import scope
from guanlian.kernel.windows import Window
from guanlian.network.directory import directory_on
from guanlian.network.halls import Hall, Tier
from guanlian.programme.training import trained
from guanlian.staffing.hiring import RIGHT
from guanlian.staffing.models import Post, StaffMember
from guanlian.staffing.villages import VillagePosts, posts_of_villages
from guanlian.web.console.access import staff_page
from guanlian.web.posts import common
from guanlian.web.posts.administrators import VillageRow
from guanlian.web.posts.common import Forms
from guanlian.web.posts.forms import EndForm, HireForm, ReplaceForm


@staff_page
def village(request: HttpRequest, code: str) -> HttpResponse:
    """A village's administrators: who is in post, who was, and what can be done."""
    return page_of(request, common.find_hall(request, code, "staff.view"))


def page_of(
    request: HttpRequest, hall: Hall, *, refusal: str = "", status: int = 200, forms: Forms | None = None
) -> HttpResponse:  # fmt: skip
    """The village's page; `forms` are those that came back with errors."""
    on = localdate()
    posts = posts_of_villages([hall.pk], on)[hall.pk]
    every = Post.objects.standing().within([hall.pk]).filter(role=Post.Role.VILLAGE_ADMINISTRATOR)
    past = [each for each in every.select_related("member", "hired_by").order_by("-period") if each not in posts.now]
    year = Window.of_year(on.year).until(on)
    runs = trained([post.member_id for post in posts.now], year)
    manages = scope.may(request.user, RIGHT, hall, on)
    directory = directory_on(on)
    context = {
        "section": "console:administrators",
        "hall": hall,
        "path": [(each.name, reverse("console:organisation", args=[each.code])) for each in directory.path(hall.pk)
                 if each.tier == Tier.BRANCH],
        "posts": posts,
        "row": VillageRow(directory.entries[hall.pk], None, posts, True, 0) if hall.pk in directory.entries else None,
        "now": [(post, len(runs.get(post.member_id, ()))) for post in posts.now],
        "past": [(post, common.period_words(post.period)) for post in past],
        "year": on.year,
        "manages": manages,
        "refusal": refusal,
        **(_forms(request, hall, posts) | dict(forms or {}) if manages else {}),
    }  # fmt: skip
    return render(request, "web/posts/village.html", context, status=status)


def free_members(request: HttpRequest, hall: Hall) -> list[StaffMember]:
    """Those of the town's registers whom the person may name and who have no full-time post now."""
    today = localdate()
    town = Hall.objects.above(hall.pk, today)
    near = Hall.objects.under(town.filter(links__tier="branch", links__period__contains=today).values("pk"), today)
    busy = Post.unscoped.filter(full_time=True, withdrawn_at=None, period__contains=today).values("member_id")
    mine = near.filter(pk__in=common.may_name(request)).order_by().values("pk")
    found = StaffMember.objects.standing().within(mine).exclude(pk__in=busy)
    return list(found.select_related("hall").order_by("hall__code", "name"))


def _forms(request: HttpRequest, hall: Hall, posts: VillagePosts) -> dict[str, Any]:
    """The forms of the village's page, empty."""
    members = free_members(request, hall)
    today = {"since": localdate(), "ends_on": localdate()}
    found: dict[str, Any] = {"hire": HireForm(members=members, initial=today, prefix="hire")}
    if posts.now:
        found["replace"] = ReplaceForm(members=members, initial=today, prefix="replace")
        found["end"] = EndForm(initial=today, prefix="end")
    return found
