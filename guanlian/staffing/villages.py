"""Which villages have an administrator on a day, and since when those that have none are without."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from guanlian.kernel.measures import Span
from guanlian.kernel.windows import Window
from guanlian.staffing.measures import village_administrators
from guanlian.staffing.models import Post


@dataclass
class VillagePosts:
    """The administrators' posts of one village, as of the day asked about.

    `now`: in post that day. `counted`: keys of those that the standard counts (full-time, publicly funded, hired by the
    town, jointly managed). `vacant_since`: the first day after the last one left; None where there never was one.
    `coming`: the next that begins later.
    """

    now: list[Post] = field(default_factory=list)
    counted: set[int] = field(default_factory=set)
    vacant_since: date | None = None
    coming: Post | None = None

    @property
    def vacant(self) -> bool:
        """Whether nobody is in post."""
        return not self.now

    @property
    def meets(self) -> bool:
        """Whether somebody is in post as the standard asks."""
        return bool(self.counted)


def posts_of_villages(halls: Collection[int], on: date) -> dict[int, VillagePosts]:
    """For each of `halls` its administrators' posts as of the day `on`, in two statements."""
    found = {hall: VillagePosts() for hall in halls}
    posts = Post.objects.standing().within(list(halls)).filter(role=Post.Role.VILLAGE_ADMINISTRATOR)
    for post in posts.select_related("member", "hired_by").order_by("period", "pk"):
        _place(found[post.hall_id], post, on)
    span = Span(Window.of_year(on.year).until(on), on)
    counted = village_administrators(span).filter(counts_for__any=list(halls))
    for hall, key in counted.values_list("hall_id", "pk"):
        if hall in found:
            found[hall].counted.add(key)
    return found


def _place(village: VillagePosts, post: Post, on: date) -> None:
    if on in post.period:
        village.now.append(post)
    elif post.period.lower > on:
        village.coming = village.coming or post
    elif village.vacant_since is None or post.period.upper > village.vacant_since:
        village.vacant_since = post.period.upper
