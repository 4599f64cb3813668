"""Who may do what, where, when: the one module that knows.

A role carries its rights over its hall's subtree on a day. Two questions, one source: "which halls?" and "this hall?".
Nothing else in the product looks at a role's name.
"""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from guanlian.accounts.capabilities import Capability, grants, roles_with
from guanlian.accounts.models import Role, RoleAssignment, User
from guanlian.network.halls import Hall, HallLink, HallQuerySet

Person = User | AnonymousUser


class NotYours(Exception):
    """The person lacks a right at a hall. The message says which right, at which hall, and whom to ask."""

    def __init__(self, capability: str, hall: Hall, ask: Hall | None) -> None:
        self.capability = Capability(capability)
        self.hall = hall
        self.ask = ask
        words = {"right": self.capability.label, "hall": hall.name, "ask": ask.name if ask else ""}
        if ask is None:
            super().__init__(_("您没有在“%(hall)s”%(right)s的权限。如需办理，请联系系统管理员。") % words)
        else:
            super().__init__(_("您没有在“%(hall)s”%(right)s的权限。如需办理，请联系“%(ask)s”。") % words)


def roles_of(person: Person, on: date) -> QuerySet[RoleAssignment]:
    """The roles that `person` holds on the day `on`, with their halls. None for the anonymous and the deactivated."""
    if not person.is_authenticated or not person.is_active:
        return RoleAssignment.objects.none()
    return RoleAssignment.objects.filter(user_id=person.pk, period__contains=on).select_related("hall").order_by("pk")


def is_staff(person: Person, on: date) -> bool:
    """Whether `person` works here on the day `on`: holds any role, or is superuser."""
    return _everything(person) or roles_of(person, on).exists()


def halls_for(person: Person, capability: str, on: date) -> HallQuerySet:
    """The halls at which `person` has `capability` on the day `on`, as one statement. A superuser has all halls."""
    holders = roles_with(capability)
    if _everything(person):
        return Hall.objects.all()
    roots = roles_of(person, on).filter(role__in=holders).order_by().values("hall_id")
    return Hall.objects.under(roots, on)


def may(person: Person, capability: str, hall: Hall, on: date) -> bool:
    """Whether `person` has `capability` at `hall` on the day `on`: by a role at the hall or at one it stands below."""
    holders = roles_with(capability)
    if _everything(person):
        return True
    above = Hall.objects.above(hall.pk, on).order_by().values("pk")
    return roles_of(person, on).filter(role__in=holders, hall__in=above).exists()


def may_anywhere(person: Person, capability: str, on: date) -> bool:
    """Whether `person` has `capability` at any hall on the day `on`."""
    holders = roles_with(capability)
    return _everything(person) or roles_of(person, on).filter(role__in=holders).exists()


def rights_of(person: Person, on: date) -> frozenset[str]:
    """All that `person` may do somewhere on the day `on`, whatever the hall. A superuser may do everything."""
    if _everything(person):
        return frozenset(Capability.values)
    held = [grants()[Role(role)].capabilities for role in set(roles_of(person, on).values_list("role", flat=True))]
    return frozenset(right.value for rights in held for right in rights)


def require(person: Person, capability: str, hall: Hall, on: date) -> None:
    """Do nothing where `may`; else raise NotYours."""
    if not may(person, capability, hall, on):
        raise NotYours(capability, hall, whom_to_ask(hall, on))


def top_halls(person: Person, on: date) -> list[Hall]:
    """The halls where `person`'s reach begins on the day `on`, in order of code: those of their roles that stand below
    no other of them. For a superuser, the halls of that day that have no parent."""
    if _everything(person):
        return list(Hall.objects.filter(links__period__contains=on, links__parent=None))
    roots = {role.hall_id: role.hall for role in roles_of(person, on)}
    covered = {
        pk for pk in roots if roots.keys() & (set(Hall.objects.above(pk, on).values_list("pk", flat=True)) - {pk})
    }
    return sorted((hall for pk, hall in roots.items() if pk not in covered), key=lambda hall: hall.code)


def whom_to_ask(hall: Hall, on: date) -> Hall | None:
    """The nearest hall, from `hall` upwards, where somebody can give roles on the day `on`; None where nobody can."""
    holding = RoleAssignment.objects.filter(
        role__in=roles_with(Capability.ROLES_ASSIGN), period__contains=on, user__is_active=True
    )
    above = Hall.objects.above(hall.pk, on)
    able = set(above.filter(role_assignments__in=holding).values_list("pk", flat=True))
    links = HallLink.objects.filter(period__contains=on, hall__in=above.order_by().values("pk"))
    parents = dict(links.values_list("hall_id", "parent_id"))
    at: int | None = hall.pk
    while at is not None and at not in able:
        at = parents.get(at)
    return Hall.objects.get(pk=at) if at is not None else None


def _everything(person: Person) -> bool:
    return person.is_authenticated and person.is_active and person.is_superuser
