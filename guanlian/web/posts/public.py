"""A hall's people as the public sees them: functions and numbers, and of names only that of the head in office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guanlian.network.directory import Directory
from guanlian.network.halls import Hall, Tier
from guanlian.staffing.models import Post
from guanlian.web.posts.organisation import head_on, officer_on, posts_on, villages_of


@dataclass(frozen=True, slots=True)
class People:
    """`villages`, `with_administrator`: sub-branches below a branch, and those with a full-time administrator as the
    standard asks; both 0 for other halls. `officer`: whether an officer is seconded there; None where none is due."""

    head: str
    staff: int
    professionals: int
    officer: bool | None
    villages: int
    with_administrator: int


def people_of(found: Hall, directory: Directory, day: date) -> People | None:
    """The people of a central, main or branch hall on the day; None where nothing was entered, or for a village."""
    tier = directory.entries[found.pk].tier
    if tier not in (Tier.CENTRAL, Tier.MAIN, Tier.BRANCH):
        return None
    posts, branch = posts_on(found, day), tier == Tier.BRANCH
    if not posts:
        return None
    appointed = head_on(found, day) if branch else None
    post = next((post for post in posts if post.role == Post.Role.HEAD), None)
    villages = villages_of(directory, found, day) if branch else {"total": 0, "met": 0}
    return People(
        head=appointed.member.name if appointed else post.member.name if post else "",
        staff=len(posts),
        professionals=sum(each.line == Post.Line.PROFESSIONAL for each in posts),
        officer=officer_on(found, day) is not None if branch else None,
        villages=villages["total"],
        with_administrator=villages["met"],
    )
