"""Who could be sent to a branch: the people of its main hall who are free by then, those whose art fits first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt

from guanlian.network.halls import Hall
from guanlian.staffing.models import Post, Proposal, Secondment, StaffMember
from guanlian.staffing.procedure import Direction

EARTH_KM = 6371.0
BECAUSE = "whether somebody is free is asked wherever they serve"


def kilometres(a: Hall, b: Hall) -> float | None:
    """The great-circle distance between two halls; None where one has no coordinates."""
    if a.latitude is None or b.latitude is None or a.longitude is None or b.longitude is None:
        return None
    north, south = radians(float(a.latitude)), radians(float(b.latitude))
    along = radians(float(b.longitude) - float(a.longitude))
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(along / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


@dataclass
class Candidate:
    """Somebody of the main hall. `before`: terms down, the latest first; `until`: the last day of a term that runs now
    and ends before the one in question."""

    member: StaffMember
    post: Post | None = None
    before: list[Secondment] = field(default_factory=list)
    until: date | None = None
    fits: bool = False
    km: float | None = None
    twice_running: bool = False

    @property
    def professional(self) -> bool:
        """Whether they are professional staff (业务人员)."""
        return self.post is not None and self.post.line == Post.Line.PROFESSIONAL

    @property
    def latest(self) -> Secondment | None:
        """Where they were sent last."""
        return self.before[0] if self.before else None


def free_people(mains: list[int], first: date) -> dict[int, Candidate]:
    """By key, the staff in post (not heads) of those main halls who serve nowhere else from the day `first` on, and for
    whom no other proposal is living."""
    people = StaffMember.objects.standing().within(mains)
    people = people.filter(posts__withdrawn_at=None, posts__role=Post.Role.STAFF, posts__period__contains=first)
    people = people.select_related("hall").distinct().order_by("hall__code", "code")
    found = {member.pk: Candidate(member) for member in people}
    posts = Post.objects.standing().everywhere(because=BECAUSE).filter(member__in=list(found), period__contains=first)
    for post in posts.order_by("pk"):
        found[post.member_id].post = post
    _where_they_were(found, first)
    living = Proposal.objects.living().everywhere(because=BECAUSE).filter(period__endswith__gt=first)
    for member in living.filter(member__in=list(found)).values_list("member", flat=True):
        found.pop(member, None)
    return found


def _where_they_were(found: dict[int, Candidate], first: date) -> None:
    """Their terms; who serves anywhere on `first` or later is taken out."""
    terms = Secondment.objects.standing().everywhere(because=BECAUSE).filter(member__in=list(found))
    by_member: dict[int, list[Secondment]] = defaultdict(list)
    for term in terms.select_related("to_hall").order_by("-period"):
        by_member[term.member_id].append(term)
    for member, own in by_member.items():
        upper = [t.period.upper for t in own]
        if any(end is None or end > first for end in upper):
            del found[member]
            continue
        found[member].before = [t for t in own if t.direction == Direction.DOWN]
        found[member].until = max(end for end in upper if end is not None) - timedelta(days=1)


def candidates(branch: Hall, main: Hall, speciality: str, first: date, on: date) -> list[Candidate]:
    """Who is free for `branch` from `first`: those whose speciality is the one asked for first, then professional
    staff, then those who were not sent there last, then by code."""
    found = free_people([main.pk], first)
    km = kilometres(main, branch)
    for each in found.values():
        each.km = km
        each.fits = bool(speciality) and each.member.speciality == speciality
        each.twice_running = each.latest is not None and each.latest.to_hall_id == branch.pk
        each.until = each.until if each.until and each.until >= on else None
    return sorted(found.values(), key=lambda c: (not c.fits, not c.professional, c.twice_running, c.member.code))
