"""Changing the network from a day on: merge, split, re-parent, close, open. The past stays as it was.

Each change is first a plan: every link that would change, to be looked at; `carry_out` then writes it, or nothing.
Days are Asia/Shanghai days; a change takes effect at the beginning of its day. Who may do it is asked one room up
(accounts.reshaping).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from guanlian.network.halls import Hall, HallLink, Tier

RANKS = {tier: rank for rank, tier in enumerate(Tier.values)}


class Refused(Exception):
    """The network can't be changed so; the message says why and what to do next."""


class IntoItself(Refused):
    """A hall can't be merged into, or put under, itself or a hall below it."""


class NotInNetwork(Refused):
    """A hall that the change speaks of isn't in the network on that day."""


class BeforeItBegan(Refused):
    """The day comes before, or on, the day on which what would change began."""


class ChangesLater(Refused):
    """A later change of the hall is already fixed."""


class WrongTier(Refused):
    """The halls are of tiers that don't go together so."""


class LeftWithoutParent(Refused):
    """Halls stand below that would be left without a parent."""


class CodeTaken(Refused):
    """A hall with that code was there before; codes are never used twice."""


@dataclass(frozen=True)
class NewHall:
    """A hall to be opened."""

    code: str
    name: str
    area_name: str
    place_kind: str


@dataclass(frozen=True)
class Effect:
    """What happens to one hall: the link it has (None: it is new) and what it has from the day on (None: it ends)."""

    hall: Hall | NewHall
    link: HallLink | None
    tier: str | None
    parent: Hall | NewHall | None
    successor: Hall | None = None

    @property
    def ends(self) -> bool:
        """Whether the hall leaves the network."""
        return self.tier is None


@dataclass(frozen=True)
class Plan:
    """A change as it would be written on the day `on`."""

    kind: str
    on: date
    effects: list[Effect] = field(default_factory=list)


def plan_merge(*, hall: Hall, into: Hall, on: date) -> Plan:
    """`hall` becomes part of `into`, which is of the same tier; the halls below it go to `into`.

    Raises IntoItself, NotInNetwork, BeforeItBegan, ChangesLater, WrongTier.
    """
    link, other = _link(hall, on), _link_of(into, on)
    if hall == into:
        raise IntoItself(_("不能把“%(hall)s”并入它自己。请选另一个馆。") % {"hall": hall.name})
    if link.tier != other.tier:
        words = {"hall": hall.name, "tier": Tier(link.tier).label, "into": into.name, "other": Tier(other.tier).label}
        raise WrongTier(_("“%(hall)s”是%(tier)s，“%(into)s”是%(other)s，只能并入同级的馆。请另选。") % words)
    effects = [Effect(hall, link, None, None, successor=into)]
    effects += [Effect(below.hall, below, below.tier, into) for below in _children(hall, on)]
    return Plan("merge", on, effects)


def plan_reparent(*, hall: Hall, under: Hall, on: date) -> Plan:
    """`hall`, with all below it, stands under `under`. Raises the refusals of `plan_merge`."""
    link, above = _link(hall, on), _link_of(under, on)
    if hall == under or Hall.objects.under([hall.pk], on).filter(pk=under.pk).exists():
        raise IntoItself(
            _("“%(under)s”就在“%(hall)s”之下，不能反过来。请选另一个馆。") % {"under": under.name, "hall": hall.name}
        )
    if RANKS[above.tier] >= RANKS[link.tier]:
        words = {"under": under.name, "tier": Tier(above.tier).label, "hall": hall.name, "own": Tier(link.tier).label}
        raise WrongTier(_("“%(under)s”是%(tier)s，不能管“%(hall)s”（%(own)s）。请选上一级的馆。") % words)
    if link.parent_id == under.pk:
        raise Refused(_("“%(hall)s”本来就在“%(under)s”之下，没有要改的。") % {"hall": hall.name, "under": under.name})
    return Plan("reparent", on, [Effect(hall, link, link.tier, under)])


def plan_close(*, hall: Hall, on: date) -> Plan:
    """`hall` leaves the network. Raises LeftWithoutParent where halls stand below it, and as `plan_merge`."""
    link = _link(hall, on)
    below = _children(hall, on)
    if below:
        words = {"hall": hall.name, "n": len(below), "first": below[0].hall.name}
        raise LeftWithoutParent(
            _("“%(hall)s”之下还有 %(n)s 个馆（如“%(first)s”），停办后它们没有上级。请先把它们改属别的馆，或改为并入。")
            % words
        )
    return Plan("close", on, [Effect(hall, link, None, None)])


def plan_open(*, new: NewHall, tier: str, under: Hall, on: date) -> Plan:
    """A new hall of `tier` stands under `under`. Raises CodeTaken, WrongTier, NotInNetwork."""
    above = _link_of(under, on)
    _check_free([new])
    if RANKS[above.tier] >= RANKS[tier]:
        words = {"under": under.name, "tier": Tier(above.tier).label, "own": Tier(tier).label}
        raise WrongTier(_("“%(under)s”是%(tier)s，之下不能设%(own)s。请选上一级的馆。") % words)
    return Plan("open", on, [Effect(new, None, tier, under)])


def plan_split(*, hall: Hall, parts: Sequence[tuple[NewHall, Collection[Hall]]], on: date) -> Plan:
    """New halls of the same tier and parent are split off `hall`, each with the halls below that go with it.

    `hall` itself goes on. Raises CodeTaken, NotInNetwork (a hall that doesn't stand below `hall`), and the others.
    """
    link = _link(hall, on)
    _check_free([new for new, _moving in parts])
    below = {child.hall_id: child for child in _children(hall, on)}
    effects = []
    for new, moving in parts:
        effects.append(Effect(new, None, link.tier, link.parent))
        for child in moving:
            if child.pk not in below:
                words = {"child": child.name, "hall": hall.name}
                raise NotInNetwork(_("“%(child)s”不在“%(hall)s”之下（或已分给另一个新馆）。请重新勾选。") % words)
            effects.append(Effect(child, below[child.pk], below.pop(child.pk).tier, new))
    return Plan("split", on, effects)


@transaction.atomic
def carry_out(plan: Plan, *, basis: str) -> list[Hall]:
    """Write the plan, all of it or nothing; returns the halls opened. `basis`: the decision it rests on.

    Raises ChangesLater where the network was changed after the plan was made.
    """
    made: dict[str, Hall] = {}
    links = [effect.link.pk for effect in plan.effects if effect.link is not None]
    # Rivals wait here; the plan's own checks were made before, so a link that changed since is refused.
    locked = {link.pk: link for link in HallLink.objects.select_for_update().filter(pk__in=links).order_by("pk")}
    for effect in plan.effects:
        if isinstance(effect.hall, NewHall):
            new = effect.hall
            made[new.code] = Hall.objects.create(
                code=new.code, name=new.name, area_name=new.area_name, place_kind=new.place_kind
            )
        if effect.link is not None and locked[effect.link.pk].period != effect.link.period:
            raise ChangesLater(_("刚才有人改了“%(hall)s”，请重新查看后再办。") % {"hall": effect.link.hall.name})
    for effect in plan.effects:
        _write(effect, plan.on, basis, made)
    return list(made.values())


def _write(effect: Effect, on: date, basis: str, made: dict[str, Hall]) -> None:
    hall = made[effect.hall.code] if isinstance(effect.hall, NewHall) else effect.hall
    parent = made[effect.parent.code] if isinstance(effect.parent, NewHall) else effect.parent
    link, end = effect.link, None
    if link is not None:
        end = link.period.upper
        if link.period.lower >= on:  # it begins later, under the hall that is merged or split: only its parent changes
            link.parent = parent
            link.save(update_fields=["parent"])
            return
        link.period = DateRange(link.period.lower, on)
        link.successor = effect.successor
        # The basis of a link is that of its beginning; of its end, where it is the last.
        link.basis = basis if effect.ends and basis else link.basis
        link.save(update_fields=["period", "successor", "basis"])
    if effect.tier is not None:
        HallLink.objects.create(hall=hall, parent=parent, tier=effect.tier, period=DateRange(on, end), basis=basis)


def _link_of(hall: Hall, on: date) -> HallLink:
    link = HallLink.objects.select_related("hall", "parent").filter(hall=hall, period__contains=on).first()
    if link is None:
        words = {"hall": hall.name, "day": on.isoformat()}
        raise NotInNetwork(_("“%(hall)s”在 %(day)s 不在网络中。请改日期，或选另一个馆。") % words)
    return link


def _link(hall: Hall, on: date) -> HallLink:
    """The link that would change: in force on `on`, begun before it, with no end fixed yet."""
    first = HallLink.objects.filter(hall=hall).order_by("period").first()
    if first is not None and on <= first.period.lower:
        words = {"hall": hall.name, "day": first.period.lower.isoformat()}
        raise BeforeItBegan(_("“%(hall)s”自 %(day)s 起才在网络中，变更须在那天之后。请改日期。") % words)
    link = _link_of(hall, on)
    if link.period.lower == on:
        words = {"hall": hall.name, "day": on.isoformat()}
        raise BeforeItBegan(_("“%(hall)s”在 %(day)s 当天已有一次变更，须另选一天。") % words)
    if link.period.upper is not None:
        words = {"hall": hall.name, "day": link.period.upper.isoformat()}
        raise ChangesLater(_("“%(hall)s”已定于 %(day)s 变更，不能再在那之前改。请选那天之后的日期。") % words)
    return link


def _children(hall: Hall, on: date) -> list[HallLink]:
    """The links below `hall` that last beyond the beginning of `on`, those that begin later included."""
    return list(
        HallLink.objects.select_related("hall", "parent")
        .filter(parent=hall, period__overlap=DateRange(on, None))
        .order_by("hall__code", "period")
    )


def _check_free(new: Collection[NewHall]) -> None:
    codes = [hall.code for hall in new]
    taken = Hall.objects.filter(code__in=codes).first()
    if taken is not None:
        words = {"code": taken.code, "hall": taken.name}
        raise CodeTaken(_("代码 %(code)s 已属“%(hall)s”，代码不重复使用。请核对。") % words)
    if len(set(codes)) < len(codes):
        raise CodeTaken(_("两个新馆用了同一个代码。请核对。"))
