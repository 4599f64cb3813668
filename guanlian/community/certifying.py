"""Certificates of service: a document made from the records, which anybody can check by its code."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from guanlian.accounts.models import User
from guanlian.community import volunteer_refusals as refusals
from guanlian.community.serving import Served, served
from guanlian.community.shifts import Service
from guanlian.community.volunteers import Certificate, Volunteer

PUBLIC = "a certificate is shown to whoever holds its code, the name half hidden"


@dataclass(frozen=True, slots=True)
class Checked:
    """A certificate as anybody may see it, and what the records of the same time say now."""

    certificate: Certificate
    name: str
    now: Served

    @property
    def still_so(self) -> bool:
        """Whether the records still say what was printed."""
        return self.now.minutes == self.certificate.minutes


@transaction.atomic
def certify(*, volunteer: str, by: User) -> Certificate:
    """Make the document of all that a volunteer of one's household served at the hall up to now.

    The same again is the same document. Raises NoSuchVolunteer, NothingServed.
    """
    found = Volunteer.objects.of(by).filter(code=volunteer, withdrawn_at=None).first()
    if found is None:
        raise refusals.NoSuchVolunteer(volunteer)
    done = served(Service.unscoped.filter(volunteer=found))
    if done.minutes == 0 or done.first is None or done.last is None:
        raise refusals.NothingServed
    made, _new = Certificate.unscoped.get_or_create(
        volunteer=found, first=done.first, last=done.last, times=done.times, minutes=done.minutes
    )
    return made


def check(*, code: str) -> Checked | None:
    """The certificate with that code, its holder's name half hidden; None where there is none."""
    found = (
        Certificate.objects.everywhere(because=PUBLIC).select_related("volunteer__hall", "volunteer__person")
    ).filter(code=code.strip().upper())
    made = found.first()
    if made is None:
        return None
    current = served(Service.unscoped.filter(volunteer=made.volunteer), by_moment=made.made_at)
    return Checked(made, half_hidden(made.volunteer.name), current)


def half_hidden(name: str) -> str:
    """A name of which only the ends can be read: 王*, 陈*怡, J***n."""
    name = name.strip()
    if len(name) < 2:
        return "*"
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"
