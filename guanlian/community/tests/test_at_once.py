"""At one moment, from threads of their own: one request, one answer, one leader left."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from guanlian.community import belonging, joining, leading, refusals
from guanlian.community.models import Joining, TroupeMember
from tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do all of them at one moment; what each said: 'done' or the name of its refusal."""
    together = Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        try:
            together.wait()
            act()
            return "done"
        except (refusals.Refused, refusals.NoSuchMember) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(one, acts))


def test_asked_six_times_at_once_it_is_one_request(choir, singer, today):
    ask = {"troupe": choir.troupe.code, "person": singer.code, "by": singer.keeper, "on": today}

    assert at_once(*[lambda: joining.ask(**ask)] * 6) == ["done"] * 6
    assert Joining.unscoped.count() == 1


def test_accepted_declined_and_taken_back_at_once_one_answer_stands(choir, singer, today):
    request = joining.ask(troupe=choir.troupe.code, person=singer.code, by=singer.keeper, on=today)
    given = {"code": request.code, "on": today}

    said = at_once(
        lambda: joining.accept(**given, by=choir.head),
        lambda: joining.accept(**given, by=choir.head),
        lambda: joining.decline(**given, by=choir.head),
        lambda: joining.withdraw(**given, by=singer.keeper),
    )

    assert said.count("done") == 1 and set(said) <= {"done", "Decided", "AlreadyMember"}
    request.refresh_from_db()
    assert TroupeMember.unscoped.filter(person=singer).count() == (request.status == "accepted")


def test_two_leaders_who_step_down_at_once_leave_one(choir, today):
    other = choir.member(make_person("王芳"), leader=True)
    choir.member(make_person("李梅"))

    said = at_once(
        lambda: belonging.unname_leader(member=other.code, by=choir.head, on=today),
        lambda: belonging.leave(member=choir.leader.code, by=choir.head, on=today),
    )

    assert said.count("done") == 1
    assert leading.leaders_of(choir.troupe, today).count() == 1
