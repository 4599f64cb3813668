"""Carrying one sending out of the house: what a short message and a mail say, and by which way they go."""

from __future__ import annotations

import smtplib
import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from guanlian.accounts import sms
from guanlian.accounts.models import User
from guanlian.messaging import choosing
from guanlian.messaging.models import Channel, Message, Sending
from guanlian.messaging.reading import in_words

# The server said no before it had the whole mail: it did not take it. Anything else leaves the question open.
REFUSED = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPNotSupportedError,
    ConnectionRefusedError,
    socket.gaierror,
)


class NotSent(Exception):
    """It certainly did not go out; trying again later is safe."""


def carry(sending: Sending) -> None:
    """Send it now. Raises NotSent where that certainly failed; any other exception means that nobody knows."""
    message = sending.message
    with override(message.to.language if message.to else settings.LANGUAGE_CODE):
        if sending.channel == Channel.SMS:
            _by_sms(message, address_of(sending))
        else:
            _by_mail(message, address_of(sending))


def address_of(sending: Sending) -> str:
    """Where it goes now: the number or mail address; empty where there is none any more."""
    to = sending.message.to
    if to is None:
        return sending.message.phone if sending.channel == Channel.SMS else ""
    if not to.is_active or to.erased_at is not None:
        return ""
    if sending.channel == Channel.SMS:
        return to.phone if to.phone and to.phone_verified else ""
    return to.email


def _by_sms(message: Message, phone: str) -> None:
    title, text = in_words(message)
    signed = _("【%(site)s】%(text)s") % {"site": settings.SITE["name"], "text": text}
    if message.about and message.to is not None:  # who has no account could not open the page
        signed += f" {_absolute(message.about)}"
    try:
        sms.send(phone=phone, text=signed)
    except sms.SmsNotSent as fault:
        raise NotSent(str(fault) or type(fault).__name__) from fault


def _by_mail(message: Message, address: str) -> None:
    assert isinstance(message.to, User)
    title, text = in_words(message)
    leave = _absolute(choosing.leaving_path(user=message.to, topic=message.topic, channel=Channel.EMAIL))
    words = {
        "title": title,
        "text": text,
        "about": _absolute(message.about) if message.about else "",
        "leave": leave,
        "topic": message.get_topic_display(),
        "site": settings.SITE,
    }
    mail = EmailMultiAlternatives(
        title,
        render_to_string("messaging/mail.txt", words),
        to=[address],
        headers={
            # The same message has one id, so that a mailbox can tell a repetition.
            "Message-ID": f"<{message.code}@{urlsplit(settings.PUBLIC_URL).hostname}>",
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("messaging/mail.html", words), "text/html")
    try:
        mail.send()
    except REFUSED as fault:
        raise NotSent(f"{type(fault).__name__}: {fault}") from fault


def _absolute(path: str) -> str:
    return settings.PUBLIC_URL.rstrip("/") + path
