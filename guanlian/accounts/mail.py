"""An account's mail address: asked for, confirmed from the mailbox itself, taken away.

Nothing is sent to an address that its owner has not confirmed, save the one mail that asks.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from guanlian.accounts.models import User
from guanlian.accounts.rules import rules

SALT = "guanlian.mail"
DAY = 24 * 60 * 60  # seconds


class MailRefused(Exception):
    """The address can't be asked for, or not be confirmed; the message says why and what to do next."""


def ask(*, user: User, address: str, path: str) -> None:
    """Send the mail that confirms `address`; `path` is the page that the link leads to, the token to follow it.

    Raises MailRefused where it was asked for too often.
    """
    key = f"guanlian.mail.asked:{user.pk}"
    cache.add(key, 0, DAY)
    if cache.incr(key) > rules()["mail"]["asks_a_day"]:
        raise MailRefused(_("今天发的确认邮件太多，请明天再试。"))
    token = signing.dumps([user.username, address], salt=SALT)
    words = {
        "site": settings.SITE["name"],
        "link": f"{settings.PUBLIC_URL.rstrip('/')}{path}{token}/",
        "hours": rules()["mail"]["confirm_hours"],
    }
    EmailMessage(
        _("确认您的邮箱 · %(site)s") % words,
        _("请点开下面的地址，确认用这个邮箱接收%(site)s的通知，%(hours)s 小时内有效：") % words
        + f"\n\n{words['link']}\n\n"
        + _("不是您本人操作，不用理会。"),
        to=[address],
    ).send()


def confirm(*, user: User, token: str) -> str:
    """Keep the address that `token` was sent to. Returns it. Raises MailRefused."""
    life = timedelta(hours=rules()["mail"]["confirm_hours"])
    try:
        username, address = signing.loads(token, salt=SALT, max_age=life)
    except signing.BadSignature as wrong:
        raise MailRefused(_("这个确认地址已过期或不完整，请重新填写邮箱。")) from wrong
    if username != user.username:
        raise MailRefused(_("这封确认邮件属于另一个账号，请用那个账号登录后再打开。"))
    User.objects.filter(pk=user.pk).update(email=address)
    return str(address)


def remove(*, user: User) -> None:
    """Forget the address."""
    User.objects.filter(pk=user.pk).update(email="")
