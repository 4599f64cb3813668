"""How many people each hall should have, and has, on a day: the standard's numbers read from the pack, never copied."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guanlian.assessment.evaluating import Result, evaluate
from guanlian.assessment.packs import Clause, Pack
from guanlian.kernel import measures
from guanlian.network.halls import Tier
from guanlian.network.snapshot import HallThen
from guanlian.staffing.models import Establishment

TIERS = (Tier.CENTRAL, Tier.MAIN, Tier.BRANCH)
NUMBER, SHARE = "posts.staff", "posts.professional"


@dataclass(frozen=True)
class Manning:
    """One hall's people on a day. Figures are in persons, shares in per cent.

    `in_post`: None where no post was reported for that day. `approved`: the establishment in force, None where none was
    entered. `number`, `share`: the results of the clauses that ask for a number of staff and a share of
    professionals, where the hall's tier has such clauses.
    """

    hall: HallThen
    in_post: int | None
    professionals: int
    approved: int | None
    number: Result | None
    share: Result | None

    @property
    def required(self) -> int | None:
        """What the standard asks for; where it asks for no number, what was approved."""
        if self.number is not None and self.number.target is not None:
            return int(self.number.target)
        return self.approved

    @property
    def missing(self) -> int:
        """How many are missing to `required`; 0 where nothing is known to be asked."""
        return max((self.required or 0) - (self.in_post or 0), 0)

    @property
    def professional_share(self) -> Decimal | None:
        """Professionals among those in post, in per cent."""
        return Decimal(100 * self.professionals) / self.in_post if self.in_post else None

    @property
    def share_short(self) -> Decimal:
        """By how many percentage points the share of professionals falls short."""
        return self.share.gap if self.share is not None and self.share.value is not None else Decimal(0)


def clauses_about(pack: Pack, measure: str) -> list[Clause]:
    """The clauses of `pack` that this measure alone decides."""
    return [clause for clause in pack.clauses if [part.measure.name for part in clause.parts] == [measure]]


def manning(pack: Pack, on: date, halls: Collection[str] | None = None) -> list[Manning]:
    """The central, main and branch halls of the day `on` (only those with codes in `halls`, where given), by code.

    The same measures over the same span as the assessment's: what this says is what the clause says.
    """
    numbers, shares = clauses_about(pack, NUMBER), clauses_about(pack, SHARE)
    asked = [clause.id for clause in (*numbers, *shares)]
    found = evaluate(pack, on.year, as_of=on, halls=halls, clauses=asked)
    keys = [card.hall.id for card in found.scorecards if card.hall.tier in TIERS]
    in_post = measures.get(NUMBER).tally(found.span, {}, keys)
    professional = measures.get(SHARE).tally(found.span, {}, keys)
    approved = dict(
        Establishment.objects.for_counting()
        .filter(hall__in=keys, period__contains=on)
        .values_list("hall_id", "positions")
    )
    rows = []
    for card in found.scorecards:
        if card.hall.tier not in TIERS:
            continue
        key, results = card.hall.id, {result.clause.id: result for result in card.results}
        share = professional.get(key)
        rows.append(
            Manning(
                hall=card.hall,
                in_post=in_post[key].records if key in in_post else None,
                professionals=round(share.value * share.records / 100) if share and share.value is not None else 0,
                approved=approved.get(key),
                number=next((results[c.id] for c in numbers if c.id in results), None),
                share=next((results[c.id] for c in shares if c.id in results), None),
            )
        )
    return rows
