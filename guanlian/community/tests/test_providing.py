"""Outside organisations: checked by one, approved by another, refused with a reason, offering while approved."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, now
from hypothesis import given
from hypothesis import strategies as st

from guanlian.accounts import own_data
from guanlian.accounts.models import Role
from guanlian.accounts.scope import NotYours
from guanlian.community import credit_codes, provider_members, providing
from guanlian.community.models import Offer, Provider
from guanlian.community.providers import Offered, Standing
from guanlian.messaging.models import Message
from tests.factories import give_role, make_user

TODAY = localdate
GOOD = "91350100M000100Y43"  # the example of GB 32100-2015


def applied(hall, by=None, code=GOOD):
    return providing.apply(
        hall=hall, by=by or make_user(), on=TODAY(), name="水乡皮影社", kind="social", credit_code=code,
        contact_name="沈老师", contact_phone="+8613800000009", introduction="皮影戏进校园。",
    )  # fmt: skip


def approved(network, cast, by=None):
    made = applied(network.mains[0], by)
    second = make_user()
    give_role(second, Role.MAIN_STAFF, network.mains[0])
    providing.check(code=made.code, by=cast.main_staff, on=TODAY(), note="执照原件")
    return providing.approve(code=made.code, by=second, on=TODAY())


VALUES = {"kind": "performance", "title": "皮影《武松打虎》", "description": "一出折子戏。", "minutes": 40}


def test_the_example_of_the_standard_is_a_code_and_one_wrong_sign_is_none():
    assert credit_codes.is_valid(GOOD)
    assert credit_codes.normalise(" 91350100-m000100y43 ") == GOOD
    assert not credit_codes.is_valid("91350100M000100Y44")
    assert not credit_codes.is_valid("91350100M000100I43")
    assert not credit_codes.is_valid(GOOD[:17])


@given(st.text(alphabet=credit_codes.SIGNS, min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 30))
def test_any_one_sign_mistyped_is_found(first, place, by):
    code = first + credit_codes.check_sign(first)
    wrong = credit_codes.SIGNS[(credit_codes.SIGNS.index(code[place]) + by) % 31]

    assert credit_codes.is_valid(code)
    assert not credit_codes.is_valid(code[:place] + wrong + code[place + 1 :])


@pytest.mark.django_db
def test_two_persons_check_and_approve_and_the_applicant_is_told(network, cast):
    user = make_user()
    made = applied(network.mains[0], user)

    with pytest.raises(NotYours):
        providing.check(code=made.code, by=cast.branch_head, on=TODAY())
    with pytest.raises(providing.NotNow):
        providing.approve(code=made.code, by=cast.main_staff, on=TODAY())
    providing.check(code=made.code, by=cast.main_staff, on=TODAY())
    with pytest.raises(providing.SamePerson):
        providing.approve(code=made.code, by=cast.main_staff, on=TODAY())
    done = providing.approve(code=made.code, by=cast.central_staff, on=TODAY())

    assert done.status == Standing.APPROVED
    assert Message.objects.filter(to=user, kind="provider.approved").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Provider.unscoped.filter(pk=done.pk).update(approved_by=done.checked_by)


@pytest.mark.django_db
def test_a_bad_code_or_a_second_living_application_is_refused(network, cast):
    with pytest.raises(providing.BadCreditCode):
        applied(network.mains[0], code="91350100M000100Y44")
    made = applied(network.mains[0])
    with pytest.raises(providing.AlreadyApplied):
        applied(network.mains[1])
    with pytest.raises(providing.NoReason):
        providing.refuse(code=made.code, by=cast.main_staff, on=TODAY(), why="")
    providing.refuse(code=made.code, by=cast.main_staff, on=TODAY(), why="执照过期。")
    assert applied(network.mains[0]).status == Standing.APPLIED


@pytest.mark.django_db
def test_whom_to_ask_is_encrypted_and_leaves_with_the_last_account(network):
    user = make_user()
    made = applied(network.mains[0], user)

    assert "沈老师" not in made.sealed and made.contact == ("沈老师", "+8613800000009")
    assert own_data.export(user)["providers"][0]["contact"][0] == "沈老师"
    own_data.erase(user=user, on=TODAY())
    made.refresh_from_db()
    assert made.contact == ("", "")


@pytest.mark.django_db
def test_only_an_approved_organisation_offers_and_ending_ends_its_offers(network, cast):
    user = make_user()
    waiting = applied(network.mains[0], user)
    draft = providing.keep_offer(provider=waiting.code, by=user, values=VALUES, areas=[network.mains[0]])
    with pytest.raises(providing.NotApproved):
        providing.move_offer(code=draft.code, by=user, to="offered")
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.unscoped.filter(pk=draft.pk).update(status="offered", offered_at=now())

    providing.check(code=waiting.code, by=cast.main_staff, on=TODAY())
    providing.approve(code=waiting.code, by=cast.central_staff, on=TODAY())
    with pytest.raises(providing.NoSuchOffer):
        providing.move_offer(code=draft.code, by=make_user(), to="offered")
    providing.move_offer(code=draft.code, by=user, to="offered")
    assert list(Offer.objects.public()) == [draft]

    providing.end(code=waiting.code, by=cast.main_staff, on=TODAY(), why="合作期满。")
    draft.refresh_from_db()
    assert draft.status == Offered.ENDED
    assert not Offer.objects.public().exists()
    with pytest.raises(providing.NoSuchProvider):
        providing.keep_offer(provider=waiting.code, by=user, values=VALUES)


@pytest.mark.django_db
def test_the_hall_adds_who_takes_over_and_somebody_always_acts(network, cast):
    first, second = make_user(), make_user(phone="+8613800000055", phone_verified=True)
    made = applied(network.mains[0], first)
    named = {"code": made.code, "by": cast.main_staff, "on": TODAY()}

    with pytest.raises(provider_members.NoSuchAccount):
        provider_members.add_member(**named, phone="+8613800000056")
    with pytest.raises(NotYours):
        provider_members.add_member(**named | {"by": cast.branch_head}, phone=second.phone)
    with pytest.raises(provider_members.LastOne):
        provider_members.drop_member(**named, member=made.members.get().pk)
    member = provider_members.add_member(**named, phone=second.phone)
    provider_members.drop_member(**named, member=made.members.exclude(pk=member.pk).get().pk)

    text = {"introduction": "新的简介。", "contact_name": "陈老师", "contact_phone": "+8613800000055"}
    with pytest.raises(providing.NoSuchProvider):
        provider_members.describe(code=made.code, by=first, **text)
    changed = provider_members.describe(code=made.code, by=second, **text)
    assert (changed.introduction, changed.contact[0]) == ("新的简介。", "陈老师")
    with pytest.raises(providing.SamePerson):  # who acts for it never decides on it
        give_role(second, Role.MAIN_STAFF, network.mains[0])
        providing.check(code=made.code, by=second, on=TODAY())
