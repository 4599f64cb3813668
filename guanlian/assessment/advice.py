"""What would close a gap: for each result that isn't there yet, how many steps are missing and which record is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from guanlian.assessment.evaluating import Evaluation, Result, Scorecard
from guanlian.assessment.judging import Status
from guanlian.assessment.noting import steps_missing, title_of, unit_of
from guanlian.kernel.measures import How
from guanlian.kernel.windows import Window

OPEN = (Status.AT_RISK, Status.UNMET, Status.AWAITING)

# How much work one more record of a register is, roughly, from 1 (minutes at a desk) upwards. It only orders advice.
EFFORT = {
    "assessment.Statement": 1,
    "network.OpeningHours": 1,
    "network.ServiceItem": 1,
    "network.ServiceNotice": 1,
    "network.IdentityMark": 2,
    "content.Article": 2,
    "community.Volunteer": 2,
    "coordination.Support": 3,
    "delivery.Menu": 3,
    "delivery.DeliveryPlan": 3,
    "programme.Activity": 4,
    "programme.Brand": 4,
    "creation.Submission": 5,
    "creation.DigitalItem": 5,
    "coordination.Document": 6,
    "creation.Publication": 8,
    "creation.Work": 8,
    "community.Troupe": 12,
    "creation.Award": 15,
    "network.Venue": 40,
    "delivery.Vehicle": 60,
    "staffing.Post": 60,
}
OTHERWISE = 20  # a register that isn't named above
ACROSS = 6  # halls below must each do it: this many times the work of doing it oneself

DOING: dict[str, StrOrPromise] = {
    "assessment.Statement": gettext_lazy("写说明"),
    "network.ServiceNotice": gettext_lazy("补全公示"),
    "programme.Activity": gettext_lazy("记一场活动"),
}


@dataclass(frozen=True)
class Advice:
    """One gap and the way to close it. `register` is the label of the model that a step is a record of; `effort`
    orders advice from cheap to dear; `below`: it is for halls below to do.
    """

    result: Result
    steps: int
    register: str
    effort: int
    below: bool
    sentence: str

    @property
    def one_step(self) -> bool:
        """Whether one more record of one's own closes it."""
        return self.steps == 1 and not self.below

    @property
    def action(self) -> StrOrPromise:
        """What the button says."""
        if self.below:
            return _("看哪些馆还没有达到")
        model = apps.get_model(self.register)
        return DOING.get(self.register) or _("登记%(what)s") % {"what": model._meta.verbose_name}


def advise(card: Scorecard, evaluation: Evaluation) -> list[Advice]:
    """What would close each gap of `card`, the cheapest first. Nothing where the year is over."""
    if Window.of_year(evaluation.year).is_over(evaluation.as_of):
        return []
    found = [_advice(r, card, evaluation) for r in card.results if r.status in OPEN]
    return sorted((a for a in found if a.steps), key=lambda a: (a.effort, a.result.clause.id))


def _advice(result: Result, card: Scorecard, evaluation: Evaluation) -> Advice:
    steps = steps_missing(result, card.hall, evaluation.network)
    register = register_of(result, evaluation)._meta.label
    below = result.clause.across is not None
    effort = steps * EFFORT.get(register, OTHERWISE) * (ACROSS if below else 1)
    return Advice(result, steps, register, effort, below, _sentence(result, steps, below))


def register_of(result: Result, evaluation: Evaluation) -> type[Model]:
    """The model whose records a clause counts first."""
    part = result.clause.parts[0]
    return part.measure.records(evaluation.span, part.where, []).model


def _sentence(result: Result, steps: int, below: bool) -> str:
    title = title_of(result.clause)
    if below:
        return _("“%(title)s”：还有 %(n)s 个馆没有达到。") % {"title": title, "n": steps}
    if result.clause.basis == "attested":
        return _("“%(title)s”：等待写一份情况说明。") % {"title": title}
    if result.value is None:
        return _("“%(title)s”：还没有登记。") % {"title": title}
    if result.clause.parts[0].measure.how is How.SHARE:
        return _("“%(title)s”：以后每一条都达到，比例才会上来。") % {"title": title}
    words = {"title": title, "n": steps, "unit": unit_of(result.clause)}
    return _("“%(title)s”：再有 %(n)s %(unit)s就达标。") % words


def cheapest(advice: Iterable[Advice], *, at_most: int) -> list[Advice]:
    """The first few that are one's own to do."""
    return [a for a in advice if not a.below][:at_most]
