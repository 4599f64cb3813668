"""Whoever works here proves it with a second factor, in every session, and signs in anew after twelve hours."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path, reverse

from guanlian.accounts import sealed
from guanlian.accounts.guarding import SIGNED_IN_AT
from guanlian.accounts.models import Role, User
from guanlian.accounts.tests.walking import by_password, dynamic_code, who
from guanlian.config.urls import urlpatterns as real
from tests.factories import Cast, SmallNetwork, give_role, make_user


def work(request):
    """A page of work."""
    return HttpResponse("work")


urlpatterns = [*real, path("work/", include(([path("", work, name="page")], "console")))]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def newcomer(network: SmallNetwork) -> User:
    """A branch head who has not yet set up anything."""
    person = make_user("newcomer")
    give_role(person, Role.BRANCH_HEAD, network.branches[0])
    return person


@pytest.fixture
def secret(newcomer: User) -> str:
    """The newcomer's authenticator, set up."""
    made = generate_totp_secret()
    TOTP.activate(newcomer, made)
    return made


def set_up(client: Client) -> None:
    page = client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": dynamic_code(page.context["form"].secret)})


def test_one_without_it_is_led_to_set_it_up_and_then_works(client: Client, newcomer: User):
    by_password(client, "newcomer")

    assert client.get("/work/").url == reverse("mfa_activate_totp") + "?next=%2Fwork%2F"
    set_up(client)
    assert client.get("/work/").content == b"work"
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200


def test_a_form_posted_before_that_is_refused_in_words(client: Client, newcomer: User):
    by_password(client, "newcomer")

    response = client.post("/work/")

    assert response.status_code == 403
    assert "这次操作没有完成" in response.content.decode()


def test_one_who_has_it_is_asked_when_signing_in(client: Client, newcomer: User, secret: str):
    response = by_password(client, "newcomer")
    assert response.url == reverse("mfa_authenticate")
    assert who(client) is None

    client.post(response.url, {"code": dynamic_code(secret)})

    assert who(client) == str(newcomer.pk)
    assert client.get("/work/").content == b"work"


def test_a_dynamic_code_opens_once(newcomer: User, secret: str):
    code, first, second = dynamic_code(secret, steps=1), Client(), Client()
    for client in (first, second):
        by_password(client, "newcomer")
        client.post(reverse("mfa_authenticate"), {"code": code})

    assert (who(first), who(second)) == (str(newcomer.pk), None)


def test_dynamic_codes_can_not_be_tried_at_will(client: Client, newcomer: User, secret: str):
    by_password(client, "newcomer")
    for n in range(5):
        client.post(reverse("mfa_authenticate"), {"code": f"{n:06d}"})

    client.post(reverse("mfa_authenticate"), {"code": dynamic_code(secret)})

    assert who(client) is None


def test_a_recovery_code_opens_once_too(newcomer: User, secret: str):
    RecoveryCodes.activate(newcomer)
    code = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()[0]
    opened = []
    for client in (Client(), Client()):
        by_password(client, "newcomer")
        client.post(reverse("mfa_authenticate"), {"code": code})
        opened.append(who(client))

    assert opened == [str(newcomer.pk), None]


def test_a_session_older_than_the_second_factor_has_not_passed_it(newcomer: User):
    """Who got in by the password alone stays out of work after the owner has set the factor up elsewhere."""
    intruder, owner = Client(), Client()
    by_password(intruder, "newcomer")
    by_password(owner, "newcomer")
    set_up(owner)

    assert intruder.get("/work/").url == reverse("mfa_reauthenticate") + "?next=%2Fwork%2F"
    assert owner.get("/work/").content == b"work"


def test_staff_sign_in_anew_after_twelve_hours(client: Client, cast: Cast):
    client.force_login(cast.main_staff)
    assert client.get("/work/").content == b"work"

    session = client.session
    session[SIGNED_IN_AT] = time.time() - 12 * 3600 - 1
    session.save()

    assert client.get("/work/").url == reverse("account_login") + "?next=%2Fwork%2F"
    assert who(client) is None


def test_a_superuser_needs_it_as_well(client: Client, db: None):
    make_user("chief", is_superuser=True)
    by_password(client, "chief")

    assert client.get("/work/").url.startswith(reverse("mfa_activate_totp"))


def test_a_demonstration_account_is_let_through_where_the_installation_says_so(
    client: Client, newcomer: User, settings
):
    User.objects.filter(pk=newcomer.pk).update(is_demo=True)
    by_password(client, "newcomer")

    settings.GUANLIAN_STAFF_MFA = "required"
    assert client.get("/work/").status_code == 302
    settings.GUANLIAN_STAFF_MFA = "off"
    assert client.get("/work/").content == b"work"
    assert "您用的是演示账号，免设动态码" in client.get(reverse("portal:me")).content.decode()


def test_switching_it_off_switches_it_off_for_nobody_else(client: Client, newcomer: User, settings):
    settings.GUANLIAN_STAFF_MFA = "off"
    by_password(client, "newcomer")

    assert client.get("/work/").status_code == 302


def test_citizens_are_not_asked(client: Client, cast: Cast):
    client.force_login(cast.citizen)

    assert client.get("/work/").content == b"work"  # whether it is theirs to see, the page itself decides


def test_removing_it_closes_the_pages_of_work(client: Client, newcomer: User):
    by_password(client, "newcomer")
    set_up(client)

    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))

    assert client.get("/work/").url.startswith(reverse("mfa_activate_totp"))


def test_the_secret_is_not_legible_in_the_database(newcomer: User, secret: str, settings):
    kept = Authenticator.objects.get(user=newcomer).data["secret"]

    assert secret not in kept
    assert sealed.decrypt(kept) == secret
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert sealed.decrypt(kept) == secret


def test_every_page_about_it_stands(client: Client, newcomer: User, secret: str):
    by_password(client, "newcomer")
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    client.post(reverse("mfa_authenticate"), {"code": dynamic_code(secret)})
    RecoveryCodes.activate(newcomer)

    for name in (
        "mfa_reauthenticate",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "account_reauthenticate",
        "account_change_password",
        "account_change_phone",
        "account_logout",
    ):
        assert client.get(reverse(name)).status_code == 200, name


def test_strangers_pass_the_guard(rf: RequestFactory):
    from guanlian.accounts.middleware import StaffGuard

    request = rf.get("/work/")
    request.user, request.resolver_match = AnonymousUser(), None

    assert StaffGuard(work).process_view(request, work, (), {}) is None
