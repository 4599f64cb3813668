"""What booking tells people about their reservations."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from guanlian.booking.models import Reservation
from guanlian.messaging.kinds import Kind, declare
from guanlian.messaging.models import Topic
from guanlian.messaging.telling import News, tell

declare(
    Kind(
        "booking.confirmed",
        Topic.BOOKING,
        _("约好了：%(venue)s"),
        _("%(day)s %(from)s–%(to)s，%(hall)s“%(venue)s”。到了请签到；来不了请早点取消，让给别人。"),
    ),
    Kind(
        "booking.requested",
        Topic.BOOKING,
        _("已收到：%(venue)s"),
        _("%(day)s %(from)s–%(to)s，%(hall)s“%(venue)s”先为您留着，馆里审核后会告诉您。"),
        channels=(),
    ),
    Kind(
        "booking.declined",
        Topic.BOOKING,
        _("没有约成：%(venue)s"),
        _("%(day)s %(from)s–%(to)s，%(hall)s“%(venue)s”不能安排：%(why)s。可以另选时间，或打电话问馆里。"),
    ),
    Kind(
        "booking.cancelled",
        Topic.BOOKING,
        _("馆里取消了预约：%(venue)s"),
        _("%(day)s %(from)s–%(to)s，%(hall)s“%(venue)s”用不成了：%(why)s。给您添麻烦了，可以另选时间或别处。"),
        urgent=True,
    ),
    Kind(
        "booking.moved",
        Topic.BOOKING,
        _("预约改了时间或地方：%(venue)s"),
        _("现在是%(day)s %(from)s–%(to)s，%(hall)s“%(venue)s”。%(why)s"),
        urgent=True,
    ),
    Kind(
        "booking.reminder",
        Topic.REMINDER,
        _("快到了：%(venue)s"),
        _("%(day)s %(from)s–%(to)s，%(hall)s“%(venue)s”。来不了请取消，让给别人。"),
    ),
    Kind(
        "booking.released",
        Topic.BOOKING,
        _("场地已让给别人：%(venue)s"),
        _("%(day)s %(from)s–%(to)s，%(hall)s“%(venue)s”开始后一直没有签到，已让给别人。还想用，可以再约。"),
    ),
)


def tell_of(kind: str, reservations: Iterable[Reservation], *, key: str = "") -> None:
    """Tell each reservation's person (else whoever made it) of `kind`; a series that is told of at once is one message.

    `key` makes a second telling of the same thing harmless.
    """
    told: set[int] = set()
    news = []
    for each in reservations:
        if each.series_id is not None and kind in {"confirmed", "requested"}:
            if each.series_id in told:
                continue
            told.add(each.series_id)
        news.append(_news(f"booking.{kind}", each, key))
    tell(news)


def _news(kind: str, each: Reservation, key: str) -> News:
    begins, ends = localtime(each.period.lower), localtime(each.period.upper)
    return News(
        kind=kind,
        person=each.person,
        user=each.acted_by if each.person is None else None,
        params={
            "venue": each.venue.name,
            "hall": each.venue.hall.name,
            "day": begins.date(),
            "from": f"{begins:%H:%M}",
            "to": f"{ends:%H:%M}",
            "why": each.why,
        },
        about=each.get_absolute_url() if each.person is not None else f"/console/bookings/{each.code}/",
        key=f"{kind}:{each.code}:{key}" if key else None,
    )
