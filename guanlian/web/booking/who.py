"""For whom somebody books: themselves, their household and the troupes they lead; a hall's staff also for the person
they serve and for the troupes of the hall."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts import households, scope
from guanlian.accounts.models import Person, User
from guanlian.community import leading
from guanlian.community.models import Troupe
from guanlian.network.venues import Venue


@dataclass
class Whom:
    """Those whom the form offers, by code. `serving`: the person at the desk or on the phone."""

    user: User
    staff: bool
    household: list[Person]
    serving: Person | None = None
    troupes: list[Troupe] = field(default_factory=list)

    def choices(self) -> list[tuple[str, object]]:
        """For the select: who is served first, then troupes, then one's own household."""
        found: list[tuple[str, object]] = []
        if self.serving is not None:
            found.append((self.serving.code, self.serving.name or self.serving.code))
        own: list[tuple[str, object]] = [(p.code, p.name or _("本人")) for p in self.household]
        if not self.troupes:
            return found + own
        label = _("本馆的团队") if self.staff else _("我带的团队")
        troupes = (str(label), [(t.code, t.name) for t in self.troupes])
        return [*found, (str(_("自己和家人")), own), troupes] if found == [] else [*found, troupes]

    def chosen(self, code: str) -> tuple[Person | None, Troupe | None]:
        """Who has that code. A leader answers for the booking of their troupe; staff book for the troupe alone."""
        for troupe in self.troupes:
            if troupe.code == code:
                return (None if self.staff else self.household[0]), troupe
        people = [*self.household, *([self.serving] if self.serving else [])]
        return next((p for p in people if p.code == code), None), None

    def acts(self, code: str) -> bool:
        """Whether booking for that code is acting for somebody else."""
        return code not in {p.code for p in self.household}


def whom_for(request: HttpRequest, venue: Venue) -> Whom:
    """Whom the signed-in person may book `venue` for; `for` in the address names the person served. 404 for anybody
    who isn't of the hall's staff."""
    user, today = cast(User, request.user), localdate()
    staff = scope.may(user, "registration.act", venue.hall, today)
    whom = Whom(user, staff, households.household_of(user=user))
    served = request.GET.get("for", "") or request.POST.get("for", "")
    if served:
        if not staff:
            raise Http404
        whom.serving = Person.unscoped.filter(code=served, removed_at=None).select_related("keeper").first()
        if whom.serving is None:
            raise Http404
    if staff:
        standing = Troupe.objects.standing().within([venue.hall_id])
        whom.troupes = list(standing.filter(Q(dissolved_on=None) | Q(dissolved_on__gt=today)).order_by("name"))
    else:
        whom.troupes = list(leading.led_by(user, today))
    return whom
