"""Entries as they are written: all those of one request together, or none.

Mostly by one message to the database, which locks the people, judges their limits and takes the places: the row that
everybody wants is then held for no longer than that takes, however many ask at one moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

from django.db import connection, transaction

from guanlian.accounts.models import Person, User
from guanlian.kernel import rows
from guanlian.kernel.fields import new_code
from guanlian.programme import drawing, eligibility, filling
from guanlian.programme.admission import Channel, Policy, Registration, Status
from guanlian.programme.eligibility import Asked

KEY_LENGTH = 36  # of what a form sends; a UUID fits
ANSWER_LENGTH = 200
LOCK = """
    SELECT id FROM accounts_person WHERE id = ANY(%s::bigint[]) OR keeper_id = ANY(%s::bigint[])
    ORDER BY id FOR NO KEY UPDATE"""


def write(
    asked: Asked, people: Sequence[Person], *, by: User, channel: str, key: str, answer: str, status: Status
) -> list[Registration]:
    """Write an entry of each of `people`. Raises Refused at a limit, IntegrityError for a rival's entry."""
    limits = eligibility.limits(asked, people) if channel == Channel.ONLINE else rows.NOTHING
    if status != Status.WAITING and asked.admission.policy != Policy.LOTTERY:
        made = _made(asked, people, by, channel, key, answer, status)
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            if rows.insert(made, after=_lock(asked, people), where=limits):
                return made
    return _in_steps(asked, people, by, channel, key, answer, status)


@transaction.atomic
def _in_steps(
    asked: Asked, people: Sequence[Person], by: User, channel: str, key: str, answer: str, status: Status
) -> list[Registration]:
    """The same in several statements: where more belongs to it, or where a refusal is to say who passes which limit."""
    lock = _lock(asked, people)
    rows.read(lock.text, lock.values)
    if channel == Channel.ONLINE:
        eligibility.require_within_limits(asked, people)
    if asked.admission.policy == Policy.LOTTERY:
        drawing.commit(asked.admission)  # was done when it was published; never after the first entry
    made = _made(asked, people, by, channel, key, answer, status)
    rows.insert(made)
    if status == Status.WAITING:  # a place may have come free since we looked
        filling.fill(admission=asked.admission.pk)
        for registration in made:
            registration.refresh_from_db(fields=["status", "offered_until"])
    return made


def _lock(asked: Asked, people: Sequence[Person]) -> rows.Statement:
    """Lock the people's rows, and their households' where those have a limit, in one order: two requests of one
    household wait for each other, those of others never do."""
    limited = asked.admission.household_most is not None
    keepers = {person.keeper_id for person in people if person.keeper_id} if limited else set()
    return rows.Statement(LOCK, (rows.keys(person.pk for person in people), rows.keys(keepers)))


def _made(
    asked: Asked, people: Sequence[Person], by: User, channel: str, key: str, answer: str, status: Status
) -> list[Registration]:
    weigh = asked.admission.policy == Policy.LOTTERY
    group = new_code("TX", 10)
    return [
        Registration(
            code=new_code("BM", 10),
            admission=asked.admission,
            person=person,
            group=group,
            status=status,
            channel=channel,
            acted_by=by,
            answer=answer[:ANSWER_LENGTH],
            weight=drawing.weight_of(person, asked.at) if weigh else 1,
            waiting_since=asked.at if status == Status.WAITING else None,
            request_key=request_key(key, by, n),
        )
        for n, person in enumerate(people)
    ]


def request_key(key: str, by: User, n: int) -> str | None:
    """What names one entry of one request; the account is part of it, so nobody meets another's."""
    return f"{by.pk}:{key[:KEY_LENGTH]}:{n}" if key else None
