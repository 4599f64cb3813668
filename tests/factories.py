"""What tests are made of: halls with dated links, people with roles, one record of any register.

Every function takes the values that matter to the test by keyword and fills the rest plainly.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.timezone import now

from guanlian.accounts.models import Person, Relation, Role, RoleAssignment, User
from guanlian.network.halls import Hall, HallLink, Tier
from guanlian.network.records import HallRecord

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG_AGO = date(2015, 1, 1)
DAY = date(2025, 6, 12)
PASSWORD = "water-town-2015"

_numbers = count(1)

PLACES = {
    Tier.PROVINCE: Hall.Place.CITY_HALL,
    Tier.CENTRAL: Hall.Place.CITY_HALL,
    Tier.MAIN: Hall.Place.COUNTY_HALL,
    Tier.BRANCH: Hall.Place.TOWN_STATION,
    Tier.SUBBRANCH: Hall.Place.VILLAGE_HALL,
}


def days(first: date = LONG_AGO, until: date | None = None) -> DateRange:
    """The days from `first` until just before `until`; without end where that is None."""
    return DateRange(first, until)


def make_hall(
    *,
    tier: str = Tier.SUBBRANCH,
    under: Hall | None = None,
    since: date = LONG_AGO,
    until: date | None = None,
    code: str | None = None,
    name: str | None = None,
    **more: Any,
) -> Hall:
    """A hall with one link of `tier` below `under`."""
    code = code or f"9{next(_numbers):011d}"
    name = name or f"{Tier(tier).label}{code[-6:]}"
    hall = Hall.objects.create(code=code, name=name, area_name=name, place_kind=PLACES[Tier(tier)], **more)
    make_link(hall, tier=tier, under=under, since=since, until=until)
    return hall


def make_link(
    hall: Hall, *, tier: str, under: Hall | None, since: date = LONG_AGO, until: date | None = None, **more: Any
) -> HallLink:
    """A dated link of `hall`."""
    return HallLink.objects.create(hall=hall, tier=tier, parent=under, period=days(since, until), **more)


def move_hall(hall: Hall, *, under: Hall, on: date) -> HallLink:
    """`hall` stands below `under` from the day `on`."""
    link = HallLink.objects.get(hall=hall, period__contains=on)
    HallLink.objects.filter(pk=link.pk).update(period=days(link.period.lower, on))
    return make_link(hall, tier=link.tier, under=under, since=on)


@dataclass
class SmallNetwork:
    """1 central hall; 2 main halls; 2 branches each; 2 villages each. Indices run left to right: `villages[0]` and
    `villages[1]` are of `branches[0]`; `branches[0]` and `branches[1]` are of `mains[0]`; and so on."""

    central: Hall
    mains: list[Hall] = field(default_factory=list)
    branches: list[Hall] = field(default_factory=list)
    villages: list[Hall] = field(default_factory=list)

    @property
    def halls(self) -> list[Hall]:
        """All fifteen, from the top."""
        return [self.central, *self.mains, *self.branches, *self.villages]

    def below(self, hall: Hall) -> set[Hall]:
        """`hall` and the halls that stood below it when the network was made."""
        if hall == self.central:
            return set(self.halls)
        if hall in self.mains:
            at = self.mains.index(hall)
            return {hall, *self.branches[2 * at : 2 * at + 2], *self.villages[4 * at : 4 * at + 4]}
        if hall in self.branches:
            at = self.branches.index(hall)
            return {hall, *self.villages[2 * at : 2 * at + 2]}
        return {hall}


def make_network(since: date = LONG_AGO) -> SmallNetwork:
    """The small network, with codes in the manner of real ones (city 2, county 2, town 3, village 3 digits)."""
    made = SmallNetwork(
        make_hall(tier=Tier.CENTRAL, since=since, code="990000000000", name="甲市文化馆"),
    )
    for m, county in enumerate(["东县", "西县"], start=1):
        main = make_hall(
            tier=Tier.MAIN, under=made.central, since=since, code=f"9900{m:02d}000000", name=f"{county}文化馆"
        )
        made.mains.append(main)
        for b, town in enumerate(["桥镇", "塘镇"], start=1):
            branch = make_hall(
                tier=Tier.BRANCH,
                under=main,
                since=since,
                code=f"9900{m:02d}{b:03d}000",
                name=f"{county}{town}文化站",
            )
            made.branches.append(branch)
            made.villages += [
                make_hall(
                    tier=Tier.SUBBRANCH,
                    under=branch,
                    since=since,
                    code=f"9900{m:02d}{b:03d}{v:03d}",
                    name=f"{county}{town}{village}文化礼堂",
                )
                for v, village in enumerate(["菱村", "荷村"], start=1)
            ]
    return made


def make_user(username: str | None = None, *, second_factor: bool = False, **more: Any) -> User:
    """A person with an account and the password `PASSWORD`."""
    username = username or f"person{next(_numbers)}"
    user = User(username=username, name=more.pop("name", username), **more)
    user.set_password(PASSWORD)
    user.save()
    if second_factor:
        enrol(user)
    return user


def enrol(user: User) -> Authenticator:
    """Give `user` a second factor (TOTP), as if they had enrolled."""
    return TOTP.activate(user, generate_totp_secret()).instance


def give_role(
    user: User, role: str, hall: Hall, *, since: date = LONG_AGO, until: date | None = None
) -> RoleAssignment:
    """`user` holds `role` at `hall` from `since` until just before `until`."""
    return RoleAssignment.objects.create(user=user, role=role, hall=hall, period=days(since, until))


@dataclass
class Cast:
    """One person for each role, in the first county of the small network, and those without one."""

    village_administrator: User
    seconded_officer: User
    branch_head: User
    main_staff: User
    central_staff: User
    supervisor: User
    auditor: User
    citizen: User
    superuser: User

    def holding(self, role: str) -> User:
        """The person who holds `role`."""
        return getattr(self, str(role))


def make_cast(network: SmallNetwork) -> Cast:
    """People who signed in with a second factor where they hold a role."""
    places = {
        Role.VILLAGE_ADMINISTRATOR: network.villages[0],
        Role.SECONDED_OFFICER: network.branches[0],
        Role.BRANCH_HEAD: network.branches[0],
        Role.MAIN_STAFF: network.mains[0],
        Role.CENTRAL_STAFF: network.central,
        Role.SUPERVISOR: network.mains[0],
        Role.AUDITOR: network.mains[0],
    }
    people = {}
    for role, hall in places.items():
        people[str(role)] = make_user(str(role), name=str(role.label), second_factor=True)
        give_role(people[str(role)], role, hall)
    return Cast(
        **people,
        citizen=make_user("citizen", phone="+8613800000001", phone_verified=True),
        superuser=make_user("superuser", second_factor=True, is_superuser=True, is_staff=True),
    )


def at(day: date = DAY, hour: int = 14, minute: int = 0) -> datetime:
    """A moment by the clock of Asia/Shanghai."""
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def registers() -> list[type[HallRecord]]:
    """Every model that is a register."""
    return [m for m in apps.get_models() if issubclass(m, HallRecord)]


# What a plain filling can't know: the values that a model's own constraints ask for.
PARTICULARS: dict[str, dict[str, Any]] = {
    "network.openinghours": {"opens": time(9), "closes": time(17)},
    "programme.activity": {"starts_at": at(hour=14), "ends_at": at(hour=16), "status": "held", "participants": 60},
}


def make_record(model: type[HallRecord] | str, hall: Hall, **values: Any) -> Any:
    """One standing record of a register at `hall`: the given values, the rest filled plainly and validly.

    Required links to other registers are filled with a record of the same hall.
    """
    if isinstance(model, str):
        model = apps.get_model(model)  # type: ignore[assignment]
    given = PARTICULARS.get(model._meta.label_lower, {}) | values  # type: ignore[union-attr]
    for each in model._meta.concrete_fields:  # type: ignore[union-attr]
        if each.name in given or each.name in {"hall", "code"} or _needs_nothing(each):
            continue
        given[each.name] = _plain(each, hall)
    return model.unscoped.create(hall=hall, **given)  # type: ignore[union-attr]


def make_activity(hall: Hall, *, on: date = DAY, hour: int = 14, **values: Any) -> Any:
    """An activity that `hall` held on the day `on`, two hours long."""
    begins = at(on, hour)
    return make_record(
        "programme.Activity", hall, **({"starts_at": begins, "ends_at": begins + timedelta(hours=2)} | values)
    )


def make_admission(hall: Hall, **values: Any) -> Any:
    """How to get into an activity of `hall` a week ahead: two places, first come, open since yesterday.

    `activity` gives values of the activity itself.
    """
    from guanlian.programme.models import Admission, Policy

    starts = now() + timedelta(days=7)
    made = make_activity(
        hall,
        status="scheduled",
        participants=None,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        **values.pop("activity", {}),
    )
    given = {
        "policy": Policy.FIRST_COME,
        "places": 2,
        "opens_at": now() - timedelta(days=1),
        "closes_at": starts,
    } | values
    return Admission.objects.create(activity=made, **given)


def make_person(name: str = "", **values: Any) -> Person:
    """The owner of a fresh account, or with `keeper` and `relation` a member of that household."""
    keeper = values.pop("keeper", None) or make_user()
    given = {"relation": Relation.SELF, "name": name or keeper.name} | values
    return Person.unscoped.create(keeper=keeper, **given)


def _needs_nothing(each: models.Field) -> bool:
    optional = each.null or each.has_default() or each.primary_key or each.generated
    return optional or bool(getattr(each, "auto_now_add", False)) or (each.blank and each.empty_strings_allowed)


def _plain(each: models.Field, hall: Hall) -> Any:
    if isinstance(each, models.ForeignKey):
        target = each.related_model
        if target is Hall:
            return next_hall(hall)
        if target is User:
            return make_user()
        return make_record(target, hall)
    if each.choices:
        return each.choices[0][0]
    if isinstance(each, models.CharField | models.TextField):
        return f"{each.verbose_name}{next(_numbers)}"[: each.max_length]
    for kind, value in _PLAIN.items():
        if isinstance(each, kind):
            return value
    raise TypeError(f"no plain value for {each}: add it to PARTICULARS")


def next_hall(hall: Hall) -> Hall:
    """Another hall than `hall`, made if there is none."""
    return Hall.objects.exclude(pk=hall.pk).first() or make_hall()


# Order matters: a DateTimeField is a DateField.
_PLAIN: dict[type[models.Field], Any] = {
    models.DateTimeField: at(),
    models.DateField: DAY,
    models.TimeField: time(9),
    DateRangeField: days(date(2024, 1, 1)),
    ArrayField: [],
    models.BooleanField: True,
    models.DecimalField: Decimal(1),
    models.IntegerField: 1,
    models.JSONField: {},
}
