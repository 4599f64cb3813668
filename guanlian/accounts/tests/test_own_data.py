"""One's own data can be taken out whole and erased for good, unless one still works here."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from guanlian.accounts import own_data
from guanlian.accounts.models import Role, User
from guanlian.accounts.tests.walking import by_password, who
from tests.factories import DAY, PASSWORD, Cast, SmallNetwork, enrol, give_role, make_activity, make_user

TODAY = localdate()


@pytest.fixture
def person(db: None) -> User:
    made = make_user("person", name="水乡居民", phone="+8613800000009", phone_verified=True)
    enrol(made)
    return made


def test_the_export_holds_everything(person: User, network: SmallNetwork):
    give_role(person, Role.VILLAGE_ADMINISTRATOR, network.villages[0], until=DAY)

    data = json.loads(json.dumps(own_data.export(person)))

    assert data["account"]["phone"] == "+8613800000009"
    assert data["account"]["name"] == "水乡居民"
    assert len(data["account"]["second_factor_since"]) == 1
    assert data["roles"] == [
        {"role": "village_administrator", "hall": network.villages[0].code, "from": "2015-01-01", "until": "2025-06-12"}
    ]


def test_erasing_leaves_nothing_personal_and_no_way_in(person: User, network: SmallNetwork):
    inside = Client()
    inside.force_login(person)
    activity = make_activity(network.villages[0], recorded_by=person)

    own_data.erase(user=person, on=TODAY)

    kept = User.objects.get(pk=person.pk)
    assert (kept.name, kept.phone, kept.email, kept.is_active) == ("", None, "", False)
    assert "person" not in kept.username
    assert not kept.check_password(PASSWORD)
    assert not kept.authenticator_set.exists()
    assert inside.get(reverse("portal:me")).status_code == 302
    activity.refresh_from_db()
    assert activity.recorded_by == kept


def test_erasing_twice_changes_nothing(person: User):
    own_data.erase(user=person, on=TODAY)
    once = User.objects.values().get(pk=person.pk)

    own_data.erase(user=person, on=TODAY)

    assert User.objects.values().get(pk=person.pk) == once


def test_the_number_is_free_again(person: User):
    own_data.erase(user=person, on=TODAY)

    assert make_user(phone="+8613800000009").pk != person.pk


@pytest.mark.parametrize("begins", [TODAY - timedelta(days=9), TODAY + timedelta(days=9)])
def test_one_who_works_here_or_is_about_to_is_told_why_not(person: User, network: SmallNetwork, begins):
    give_role(person, Role.VILLAGE_ADMINISTRATOR, network.villages[0], since=begins)

    with pytest.raises(own_data.CannotErase, match="东县桥镇菱村文化礼堂"):
        own_data.erase(user=person, on=TODAY)

    person.refresh_from_db()
    assert person.phone == "+8613800000009"


def test_one_whose_role_has_ended_is_free_to_go(person: User, network: SmallNetwork):
    give_role(person, Role.VILLAGE_ADMINISTRATOR, network.villages[0], until=TODAY)

    own_data.erase(user=person, on=TODAY)

    assert not User.objects.get(pk=person.pk).is_active


@pytest.mark.parametrize("field", ["is_demo", "is_superuser"])
def test_shared_and_ruling_accounts_stay(person: User, field: str):
    setattr(person, field, True)
    person.save()

    with pytest.raises(own_data.CannotErase):
        own_data.erase(user=person, on=TODAY)


def test_the_pages_ask_again_and_then_do_it(client: Client, db: None):
    make_user("person")
    by_password(client, "person")

    assert json.loads(client.get(reverse("portal:take_out")).content)["account"]["username"] == "person"
    assert client.get(reverse("portal:erase")).status_code == 200
    assert client.post(reverse("portal:erase")).status_code == 422
    client.post(reverse("portal:erase"), {"sure": "on"})

    assert who(client) is None
    assert not User.objects.get().is_active


def test_a_long_open_session_proves_itself_before_data_leaves(client: Client, db: None):
    client.force_login(make_user("person"))

    for page in ("portal:take_out", "portal:erase"):
        assert client.get(reverse(page)).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("portal:erase"), {"sure": "on"})

    assert User.objects.get().is_active


def test_the_page_shows_whose_it_is_and_half_the_number(client: Client, cast: Cast):
    client.force_login(cast.citizen)

    page = client.get(reverse("portal:settings")).content.decode()

    assert "138****0001" in page
    assert "13800000001" not in page


def test_a_name_is_kept_and_a_longer_one_refused(client: Client, cast: Cast):
    client.force_login(cast.citizen)

    client.post(reverse("portal:rename"), {"name": "小荷"})
    refused = client.post(reverse("portal:rename"), {"name": "荷" * 61})

    assert refused.status_code == 422
    assert User.objects.get(pk=cast.citizen.pk).name == "小荷"


def test_nobody_but_the_owner_gets_there(client: Client, db: None):
    for page in ("portal:me", "portal:settings", "portal:take_out", "portal:erase"):
        assert client.get(reverse(page)).url.startswith(reverse("account_login"))
