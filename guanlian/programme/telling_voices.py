"""What the programme tells people after they came, and about what they said."""

from django.utils.translation import gettext_lazy as _

from guanlian.messaging.kinds import Kind, declare
from guanlian.messaging.models import Channel, Topic

declare(
    Kind(
        "feedback.invited",
        Topic.FEEDBACK,
        _("“%(title)s”怎么样？"),
        _("%(name)s参加了“%(title)s”。点两下告诉我们感受，下次办得更好。"),
        channels=(Channel.EMAIL,),  # no text message: nobody is to be bothered for an opinion
    ),
    Kind(
        "opinion.answered",
        Topic.ANSWER,
        _("%(hall)s答复了您"),
        _("%(hall)s答复：%(answer)s 没有答清楚，可以追问一次。"),
    ),
    Kind(
        "opinion.passed_on",
        Topic.ANSWER,
        _("您说的事已转给%(hall)s"),
        _("%(from)s把您说的事转给%(hall)s办理，答复期限仍是%(due)s。"),
    ),
)
