"""What the database promises of posts and establishments, and that villages are asked about on a day."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from guanlian.staffing.models import Establishment, Post
from guanlian.staffing.tests.files import administrator, member, officer, post
from guanlian.staffing.villages import posts_of_villages
from tests.factories import days, make_record, make_user

JUNE_30, JULY_1 = date(2025, 6, 30), date(2025, 7, 1)


def refused(make) -> bool:
    """Whether the database refuses what `make` writes."""
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


def test_nobody_has_two_full_time_posts_at_once_anywhere(network):
    who = member(network.branches[0])
    post(network.branches[0], member=who, until=JULY_1)

    assert refused(lambda: post(network.branches[1], member=who, since=JUNE_30))

    post(network.branches[1], member=who, since=JULY_1)
    post(network.mains[0], member=who, full_time=False)
    assert Post.unscoped.filter(member=who).count() == 3


def test_a_hall_has_one_head_at_a_time(network):
    hall = network.mains[0]
    post(hall, role="head", until=JULY_1)

    assert refused(lambda: post(hall, role="head", since=JUNE_30))

    post(hall, role="head", since=JULY_1)
    assert Post.unscoped.filter(hall=hall, role="head").count() == 2


def test_a_seconded_officer_keeps_the_post_at_the_sending_hall(network):
    who = member(network.mains[0])
    post(network.mains[0], member=who)

    officer(network.mains[0], network.branches[0], member=who)

    assert Post.unscoped.filter(member=who).count() == 1


def test_a_staff_file_with_a_post_and_its_account_cannot_be_deleted(network):
    user = make_user()
    post(network.mains[0], member=member(network.mains[0], user=user))

    with pytest.raises(ProtectedError):
        user.delete()

    assert Post.unscoped.count() == 1


def test_establishments_of_a_hall_do_not_overlap(network):
    hall = network.mains[0]
    make_record("staffing.Establishment", hall, positions=20, period=days(date(2024, 1, 1), JULY_1))

    assert refused(lambda: make_record("staffing.Establishment", hall, positions=24, period=days(JUNE_30)))

    make_record("staffing.Establishment", hall, positions=24, period=days(JULY_1))
    assert Establishment.unscoped.count() == 2


def test_villages_know_since_when_they_are_without_an_administrator(network):
    town, (first, second, third, fourth) = network.branches[0], network.villages[:4]
    administrator(first, town, until=JULY_1)
    administrator(second, town, since=JULY_1)
    administrator(third, town, publicly_funded=False)

    june = posts_of_villages([first.pk, second.pk, third.pk, fourth.pk], JUNE_30)
    july = posts_of_villages([first.pk, second.pk, third.pk, fourth.pk], JULY_1)

    assert [(v.vacant, v.meets) for v in june.values()] == [(False, True), (True, False), (False, False), (True, False)]
    assert [(v.vacant, v.meets) for v in july.values()] == [(True, False), (False, True), (False, False), (True, False)]
    assert (july[first.pk].vacant_since, june[second.pk].coming.period.lower) == (JULY_1, JULY_1)
