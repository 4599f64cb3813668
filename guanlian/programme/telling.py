"""What the programme tells people about their places."""

from django.utils.translation import gettext_lazy as _

from guanlian.messaging.kinds import Kind, declare
from guanlian.messaging.models import Topic

declare(
    Kind(
        "place.offered",
        Topic.PLACE,
        _("“%(title)s”有名额了"),
        _("%(name)s候补的“%(title)s”空出一个名额，为您保留到%(until)s，请确认或放弃。"),
        urgent=True,
    ),
    Kind(
        "place.lapsed",
        Topic.PLACE,
        _("“%(title)s”的名额已让给下一位"),
        _("为%(name)s保留的“%(title)s”名额过了确认时间，已让给下一位。还想参加，可以重新候补。"),
    ),
)
