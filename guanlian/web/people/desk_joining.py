"""At the desk: asking a troupe to take somebody, and signing somebody up as a volunteer; who acted is recorded."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanlian.accounts import scope
from guanlian.accounts.models import Person, User
from guanlian.community import joining, leading, signing_up
from guanlian.community import refusals as troupe_refusals
from guanlian.community.models import Joining, JoiningStatus, SignUp, Troupe, Volunteer
from guanlian.community.rules import rules
from guanlian.community.volunteers import Asked
from guanlian.network.directory import Entry, directory_on
from guanlian.web.people import reaching
from guanlian.web.people.reaching import desk_page, reach
from guanlian.web.portal import addresses
from guanlian.web.volunteering.forms import SignUpForm
from guanlian.web.volunteering.join import sent

MOST = 8  # troupes and halls offered at once


@desk_page
@require_POST
def join_troupe(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the troupe posted to take the person; then back to the person's page."""
    person, by = reaching.person_or_404(request, code), cast(User, request.user)
    try:
        made = joining.ask_at_desk(troupe=request.POST.get("troupe", ""), person=person, by=by, on=localdate())
    except troupe_refusals.NoSuchTroupe as unknown:
        raise Http404 from unknown
    except troupe_refusals.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        words = {"name": person.name, "troupe": made.troupe.name}
        messages.success(request, _("已替%(name)s申请加入%(troupe)s。") % words)
    return redirect("console:desk_person", code=code)


@desk_page
def volunteer(request: HttpRequest, code: str) -> HttpResponse:
    """The form of a sign-up for the person; sent, the hall answers it."""
    person = reaching.person_or_404(request, code)
    halls = _halls(request, person)
    form = SignUpForm(
        request.POST or None,
        people=[(person.code, person.name)],
        halls=[(each.code, each.name) for each in halls],
        initial={"person": person.code, "hall": halls[0].code if halls else "", "guardian": person.consent_by},
    )
    form.fields["consent"].label = _("监护人已当面或在电话里同意。")
    sign_up = partial(signing_up.sign_up_at_desk, person=person, by=cast(User, request.user))
    if request.method == "POST" and form.is_valid() and sent(form, sign_up):
        messages.success(request, _("已替%(name)s报名做志愿者。") % {"name": person.name})
        return redirect("console:desk_person", code=code)
    age = person.age_on(localdate())
    context = {
        "section": "console:desk",
        "person": person,
        "form": form,
        "words": addresses.words(request),
        "asks_birthday": age is None,
        "young": age is None or age < rules()["volunteers"]["consent_until"],
    }
    return render(request, "web/people/desk_volunteer.html", context, status=422 if form.errors else 200)


def _halls(request: HttpRequest, person: Person) -> list[Entry]:
    """Halls in reach to choose from: those that words name, those above where the person lives, those one works at."""
    directory, today = directory_on(localdate()), localdate()
    within: Collection[int] = set(reach(request).order_by().values_list("pk", flat=True))
    words, sent = addresses.words(request), directory.by_code.get(request.POST.get("hall", ""))
    near = list(reversed(directory.path(person.lives_at_id))) if person.lives_at_id else []
    own = [directory.entries.get(role.hall_id) for role in scope.roles_of(request.user, today)]
    found: list[Any] = [sent, *(directory.matching(words, within)[:MOST] if words else []), *near, *own]
    return list({each.id: each for each in found if each is not None and each.id in within}.values())


def troupes(request: HttpRequest, person: Person, words: str) -> list[Troupe]:
    """Troupes of halls in reach that take new people and that the person neither belongs to nor has asked."""
    asked = _requests(request, person).filter(status=JoiningStatus.ASKED).values("troupe")
    member = leading.memberships([person], localdate()).order_by().values("troupe")
    found = leading.existing(localdate()).filter(hall__in=reach(request).order_by().values("pk"), recruiting=True)
    found = found.exclude(pk__in=asked).exclude(pk__in=member).select_related("hall").order_by("hall__code", "code")
    for word in words.split():
        found = found.filter(name__icontains=word)
    return list(found[:MOST])


def belongs(request: HttpRequest, person: Person) -> list[tuple[str, str]]:
    """What the person is part of, or has asked for, at halls in reach: what it is, and how it stands."""
    halls = reach(request).order_by().values("pk")
    member = leading.memberships([person], localdate()).filter(hall__in=halls)
    serves = Volunteer.objects.on(localdate()).within(halls).filter(person=person).select_related("hall")
    asked = SignUp.objects.within(halls).filter(person=person).exclude(status__in=[Asked.ACCEPTED, Asked.WITHDRAWN])
    requests = _requests(request, person).exclude(status__in=[JoiningStatus.ACCEPTED, JoiningStatus.WITHDRAWN])
    return [
        *((each.troupe.name, _("队员")) for each in member),
        *((each.troupe.name, each.get_status_display()) for each in requests.select_related("troupe")),
        *((_("%(hall)s志愿者") % {"hall": each.hall.name}, _("在册")) for each in serves),
        *(
            (_("%(hall)s志愿者") % {"hall": each.hall.name}, each.get_status_display())
            for each in asked.select_related("hall")
        ),
    ]


def _requests(request: HttpRequest, person: Person) -> Any:
    return Joining.objects.within(reach(request).order_by().values("pk")).filter(person=person).order_by("-asked_at")
