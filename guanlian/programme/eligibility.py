"""Who may enter an activity: read in one statement, judged by arithmetic.

The database's own clock is the only clock, so that web servers whose clocks are wrong agree on when entries open.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.utils.timezone import localdate

from guanlian.accounts import households
from guanlian.accounts.models import Person, User
from guanlian.kernel import rows
from guanlian.network.halls import Hall
from guanlian.programme import refusals
from guanlian.programme.activities import Activity, Kind
from guanlian.programme.activities import Status as ActivityStatus
from guanlian.programme.admission import LIVE, Admission, Channel, Policy, Status
from guanlian.programme.conduct import Restriction
from guanlian.programme.rules import rules

ADMISSION = rows.Columns(Admission)
ACTIVITY = rows.Columns(
    Activity, "id", "code", "hall", "title", "kind", "starts_at", "ends_at", "begins_on", "status", "withdrawn_at"
)
STANDING = ", ".join(f"'{status}'" for status in LIVE)
FAMILY = f"""
    SELECT count(*) FROM programme_registration r JOIN accounts_person p ON p.id = r.person_id
    WHERE r.admission_id = %s AND p.keeper_id = ANY(%s::bigint[]) AND r.status IN ({STANDING})"""
COURSES = f"""
    SELECT r.person_id, count(*) AS held
    FROM programme_registration r
    JOIN programme_admission m ON m.id = r.admission_id
    JOIN programme_activity a ON a.id = m.activity_id
    WHERE r.person_id = ANY(%s::bigint[]) AND r.status IN ({STANDING})
        AND r.channel = %s AND a.kind = %s AND a.ends_at > %s
    GROUP BY r.person_id"""


@dataclass(frozen=True, slots=True)
class Asked:
    """An activity's admission as it stands at the database's moment `at`, for the people who ask."""

    admission: Admission
    at: datetime
    entered: bool  # one of them has a live entry
    restricted: bool  # one of them gets no online places now

    @property
    def hall(self) -> Hall:
        """The hall that organises the activity."""
        return self.admission.activity.hall


def ask(activity: str, people: Sequence[Person]) -> Asked:
    """Read what decides, in one statement; `activity` is a code. Raises NoEntryNeeded where no places are given."""
    return _asked(rows.read(_asking("p.id = ANY(%s::bigint[])"), [rows.keys(each.pk for each in people), activity]))


def ask_own(activity: str, user: User, codes: Sequence[str]) -> tuple[Asked, list[Person]]:
    """The same for those of the account's household with these codes, and who they are: others' codes find nobody."""
    found = rows.read(_asking(households.OWN), [user.pk, list(codes), activity])
    people = [households.PERSON.instance(row, len(row) - len(households.PERSON)) for row in found]
    return _asked(found), [person for person in people if person is not None]


def _asked(found: list[tuple[Any, ...]]) -> Asked:
    if not found:
        raise refusals.NoEntryNeeded
    admission, event = ADMISSION.instance(found[0]), ACTIVITY.instance(found[0], len(ADMISSION))
    assert admission is not None and event is not None
    if admission.policy == Policy.WALK_IN:
        raise refusals.NoEntryNeeded
    admission.activity = event
    told = len(ADMISSION) + len(ACTIVITY)
    return Asked(admission, found[0][told], any(row[told + 1] for row in found), any(row[told + 2] for row in found))


@cache
def _asking(whose: str) -> str:
    """A row for each of the people `p` of whom `whose` is true, or one without any. Thousands may ask at one moment,
    hence by hand, and no more than most of them need."""
    return f"""
        SELECT {ADMISSION.of("m")}, {ACTIVITY.of("a")}, statement_timestamp(),
            EXISTS (SELECT 1 FROM programme_registration r
                    WHERE r.admission_id = m.id AND r.person_id = p.id AND r.status IN ({STANDING})),
            EXISTS (SELECT 1 FROM programme_restriction x
                    WHERE x.person_id = p.id AND x.lifted_at IS NULL
                      AND x.period @> (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date),
            {households.PERSON.of("p")}
        FROM programme_activity a
        JOIN programme_admission m ON m.activity_id = a.id
        LEFT JOIN accounts_person p ON {whose}
        WHERE a.code = %s
        ORDER BY {households.FIRST}"""


def require_open(asked: Asked, channel: str) -> None:
    """Raise unless entries are open now. Where entries wait for no draw or decision (any more), the desk and the phone
    enter people until the activity ends."""
    admission, activity = asked.admission, asked.admission.activity
    ahead = activity.status == ActivityStatus.SCHEDULED and activity.withdrawn_at is None
    if not ahead or activity.ends_at <= asked.at:
        raise refusals.NotAhead
    assert admission.opens_at is not None and admission.closes_at is not None
    if asked.at < admission.opens_at:
        raise refusals.NotOpenYet(admission.opens_at)
    by_staff = channel != Channel.ONLINE and gives_at_once(asked)
    closes_at = activity.ends_at if by_staff else admission.closes_at
    if asked.at >= closes_at:
        raise refusals.EntriesClosed(closes_at)


def gives_at_once(asked: Asked) -> bool:
    """Whether an entry gets its place at once: first come, or what a draw or the hall's decisions left."""
    admission = asked.admission
    if admission.policy == Policy.FIRST_COME:
        return True
    assert admission.closes_at is not None
    if asked.at < admission.closes_at:
        return False
    return not admission.registrations(manager="unscoped").filter(status=Status.ENTERED).exists()


def require_fit(asked: Asked, people: Sequence[Person]) -> None:
    """Raise unless every one of `people` is of the right age and lives in the right place."""
    admission = asked.admission
    if len(people) > admission.group_most:
        raise refusals.GroupTooLarge(admission.group_most)
    inside = residents(admission)
    for person in people:
        if refusal := unfit(admission, person, inside):
            raise refusal


def residents(admission: Admission) -> set[int]:
    """The places (halls, by key) where one must live; empty where it doesn't matter."""
    place = admission.residents_of
    if place is None:
        return set()
    return set(Hall.objects.under([place.pk], localdate()).values_list("pk", flat=True))


def unfit(admission: Admission, person: Person, inside: set[int]) -> refusals.Refused | None:
    """Why the person's age or place of living does not fit, or is not known; None where both do."""
    least, most = admission.age_min, admission.age_max
    if least is not None or most is not None:
        age = person.age_on(admission.activity.begins_on)
        if age is None:
            return refusals.BirthdayNeeded(person.name)
        if (least is not None and age < least) or (most is not None and age > most):
            return refusals.WrongAge(person.name, least, most)
    if admission.residents_of is not None and person.lives_at_id not in inside:
        return refusals.NotResident(person.name, admission.residents_of.area_name, known=person.lives_at_id is not None)
    return None


def require_within_limits(asked: Asked, people: Sequence[Person]) -> None:
    """Raise where an online entry would pass the household's or a person's limit. Call it with the people's rows
    locked: two entries of one household are then judged one after the other."""
    admission = asked.admission
    keepers = {person.keeper_id for person in people if person.keeper_id}
    if keepers and (left := room_in_household(admission, keepers)) is not None and len(people) > left:
        raise refusals.HouseholdFull(admission.household_most or 0)
    most = rules()["limits"]["courses_at_once"]
    for person in too_many_courses(asked, people):
        raise refusals.TooManyCourses(person.name, most)


def limits(asked: Asked, people: Sequence[Person]) -> rows.Statement:
    """The same limits as `require_within_limits`, as a condition for a statement that judges and writes at once."""
    admission = asked.admission
    parts, values = ["true"], []
    keepers = sorted({person.keeper_id for person in people if person.keeper_id})
    if keepers and admission.household_most is not None:
        parts.append(f"({FAMILY}) + %s <= %s")
        values += [admission.pk, rows.keys(keepers), len(people), admission.household_most]
    if admission.activity.kind == Kind.TRAINING:
        parts.append(f"NOT EXISTS (SELECT FROM ({COURSES}) AS courses WHERE held >= %s)")
        values += [*_of_courses(people, asked.at), rules()["limits"]["courses_at_once"]]
    return rows.Statement(" AND ".join(parts), tuple(values))


def room_in_household(admission: Admission, keepers: Collection[int]) -> int | None:
    """How many more of these households may enter; None where the hall set no limit."""
    if admission.household_most is None:
        return None
    ((family,),) = rows.read(FAMILY, [admission.pk, rows.keys(keepers)])
    return max(admission.household_most - family, 0)


def too_many_courses(asked: Asked, people: Sequence[Person]) -> list[Person]:
    """Those of `people` who hold as many courses as one may, where the activity is one."""
    if asked.admission.activity.kind != Kind.TRAINING:
        return []
    most = rules()["limits"]["courses_at_once"]
    held = _courses(people, asked.at)
    return [person for person in people if held.get(person.pk, 0) >= most]


def _courses(people: Sequence[Person], at: datetime) -> dict[int, int]:
    """How many courses that are not over each of `people` holds or awaits an online place in."""
    return dict(rows.read(COURSES, _of_courses(people, at)))


def _of_courses(people: Sequence[Person], at: datetime) -> list[Any]:
    return [rows.keys(person.pk for person in people), str(Channel.ONLINE), str(Kind.TRAINING), at]


def restricted_until(people: Sequence[Person], at: datetime) -> tuple[Person, date] | None:
    """The first of `people` under a restriction at `at`, and the day from which they may register again."""
    for person in people:
        found = Restriction.unscoped.filter(person=person, lifted_at=None, period__contains=localdate(at)).first()
        if found is not None:
            return person, found.period.upper
    return None
