"""The account's settings: name, phone, password, second factor; mail; which messages by which way; language."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guanlian.accounts import guarding, mail, phones, scope
from guanlian.accounts.models import User
from guanlian.accounts.rules import rules
from guanlian.messaging import choosing, quiet
from guanlian.messaging.models import Channel, Topic
from guanlian.web.people.forms import MailForm, NameForm

MAIL_PATH = "/me/settings/mail/"


@login_required
@never_cache
def settings(request: HttpRequest) -> HttpResponse:
    """Everything about one's account on one page."""
    return settings_page(request, NameForm(instance=request.user))


@login_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep which messages the person wants by which way."""
    user = cast(User, request.user)
    among = [(topic, channel) for topic in topics(user) for channel in Channel.values]
    wanted = [(topic, channel) for topic, channel in among if f"{topic}.{channel}" in request.POST]
    choosing.choose(user=user, wanted=wanted, among=among)
    messages.success(request, _("通知方式已保存。"))
    return redirect("portal:settings")


@login_required
@require_POST
def ask_mail(request: HttpRequest) -> HttpResponse:
    """Send the mail that confirms an address; an empty one takes the address away."""
    user = cast(User, request.user)
    form = MailForm(request.POST)
    if not form.is_valid():
        return settings_page(request, NameForm(instance=user), mail_form=form, status=422)
    address = form.cleaned_data["email"]
    if not address:
        mail.remove(user=user)
        messages.success(request, _("已不再用邮箱接收通知。"))
        return redirect("portal:settings")
    try:
        mail.ask(user=user, address=address, path=MAIL_PATH)
    except mail.MailRefused as refusal:
        form.add_error("email", str(refusal))
        return settings_page(request, NameForm(instance=user), mail_form=form, status=409)
    messages.success(request, _("已发一封确认邮件到 %(address)s，请点开其中的地址。") % {"address": address})
    return redirect("portal:settings")


@login_required
@never_cache
def confirm_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the confirming mail: the address is kept at the press of a button, since mail programs look ahead."""
    user = cast(User, request.user)
    if request.method != "POST":
        return render(request, "web/people/confirm_mail.html", {})
    try:
        address = mail.confirm(user=user, token=token)
    except mail.MailRefused as refusal:
        return render(request, "web/people/confirm_mail.html", {"why": refusal}, status=409)
    messages.success(request, _("以后的通知也会发到 %(address)s。") % {"address": address})
    return redirect("portal:settings")


def topics(user: User) -> list[str]:
    """The topics that a person gets messages of; those of work only for who works here."""
    staff = scope.is_staff(user, localdate())
    return [topic for topic in Topic.values if staff or topic != Topic.WORK]


def settings_page(
    request: HttpRequest, form: NameForm, *, mail_form: MailForm | None = None, status: int = 200
) -> HttpResponse:
    """The page, with a form that was refused or as it stands."""
    user = User.objects.get(pk=cast(User, request.user).pk)
    today = localdate()
    unwanted = choosing.unwanted_by(user=user)
    reachable = {Channel.SMS: bool(user.phone and user.phone_verified), Channel.EMAIL: bool(user.email)}
    context: dict[str, Any] = {
        "name_form": form,
        "mail_form": mail_form or MailForm(initial={"email": user.email}),
        "phone": phones.shown(user.phone),
        "works_here": scope.is_staff(user, today),
        "enrolled": guarding.is_enrolled(user),
        "channels": [(channel, reachable[channel]) for channel in Channel],
        "choices": [
            (
                Topic(topic).label,
                [(f"{topic}.{channel}", channel.label, (topic, channel.value) not in unwanted) for channel in Channel],
            )
            for topic in topics(user)
        ],
        "quiet": quiet.rules()["quiet"],
        "retention": rules()["retention"],
    }
    return render(request, "web/people/settings.html", context, status=status)
