"""The parts of the demonstration's named citizens: one entry in every state that a person meets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from guanlian.accounts.models import Relation
from guanlian.demo.admitting import DAY, Occasion
from guanlian.demo.citizens import Resident
from guanlian.demo.entries import Entries
from guanlian.demo.world import World
from guanlian.programme.models import Policy

COURSE, SHOW = ("training",), ("performance", "lecture", "screening")
ANY = (*COURSE, *SHOW)


@dataclass(frozen=True, slots=True)
class Part:
    """`who` of `account`'s household has an entry in the state `role`, in an activity of one of the kinds.

    `policy`: empty for any. `came`: whether they came, where it lies behind.
    """

    account: str
    who: str
    role: str
    policy: str
    kinds: tuple[str, ...]
    when: str  # ahead, behind, drawn (a lottery whose entries have closed), cancelled
    children: bool = False
    plan: str = ""
    came: bool = True


PARTS = [
    Part("wangfang", Relation.CHILD, "placed", Policy.FIRST_COME, COURSE, "ahead", children=True, plan="few"),
    Part("wangfang", Relation.CHILD, "entered", Policy.LOTTERY, COURSE, "ahead", children=True),
    Part("wangfang", Relation.CHILD, "entered", Policy.LOTTERY, COURSE, "drawn", children=True),
    Part("wangfang", Relation.SELF, "offered", Policy.FIRST_COME, ANY, "ahead", plan="offered"),
    Part("wangfang", Relation.SELF, "waiting", Policy.FIRST_COME, ANY, "ahead", plan="full"),
    Part("wangfang", Relation.PARENT, "placed", Policy.FIRST_COME, SHOW, "ahead", plan="many"),
    Part("wangfang", Relation.SELF, "cancelled", "", ANY, "cancelled"),
    Part("wangfang", Relation.CHILD, "cancelled", "", ANY, "cancelled", children=True),
    Part("wangfang", Relation.PARENT, "cancelled", "", ANY, "cancelled"),
    Part("wangfang", Relation.CHILD, "placed", Policy.FIRST_COME, COURSE, "behind", children=True),
    Part("wangfang", Relation.SELF, "placed", Policy.FIRST_COME, COURSE, "behind"),
    Part("wangfang", Relation.SELF, "placed", Policy.FIRST_COME, SHOW, "behind"),
    Part("wangfang", Relation.PARENT, "placed", Policy.FIRST_COME, SHOW, "behind"),
    Part("wangfang", Relation.SELF, "placed", Policy.FIRST_COME, SHOW, "behind", came=False),
    Part("lijianguo", Relation.SELF, "placed", Policy.FIRST_COME, SHOW, "ahead", plan="few"),
    Part("lijianguo", Relation.SPOUSE, "placed", Policy.FIRST_COME, ANY, "ahead"),
    Part("lijianguo", Relation.SELF, "placed", Policy.FIRST_COME, SHOW, "behind"),
    Part("lijianguo", Relation.SELF, "placed", Policy.FIRST_COME, ANY, "behind"),
    Part("shimin", Relation.SELF, "placed", Policy.FIRST_COME, SHOW, "ahead", plan="many"),
    Part("shimin", Relation.SELF, "placed", Policy.FIRST_COME, SHOW, "behind"),
]


def cast(world: World, entries: Entries, occasions: Sequence[Occasion]) -> None:
    """Give every part to the nearest occasion that has it to give; a part that nothing fits is left out."""
    near = sorted(
        (each for each in occasions if each.hall.county in {world.story_village.county, world.central.county}),
        key=lambda each: (each.hall.tier == "subbranch", abs((each.first - world.until).days), each.activity),
    )
    running: Counter[int] = Counter()
    for part in PARTS:
        person = find(world, part.account, part.who)
        if person is None:
            continue
        for occasion in near:
            course = occasion.kind == "training" and entries.runs(occasion)
            if course and running[person.id] >= entries.most:
                continue
            if not occasion.stars and _fits(entries, part, occasion) and entries.may(occasion, person):
                running[person.id] += course
                occasion.stars[part.role] = person
                occasion.plan, occasion.missed = part.plan, not part.came
                person.busy |= occasion.days
                break


def find(world: World, account: str, who: str) -> Resident | None:
    """The person who is `who` in the household of a demonstration account; None where it isn't there."""
    key, county = world.accounts.get(account), world.story_village.county
    household = [each for each in world.people.get(county, ()) if each.keeper == key]
    return next((each for each in household if each.relation == str(who)), None)


def _fits(entries: Entries, part: Part, occasion: Occasion) -> bool:
    if (occasion.status == "cancelled") != (part.when == "cancelled") or occasion.opens >= entries.now:
        return False
    if (
        part.policy not in {"", occasion.policy}
        or occasion.kind not in part.kinds
        or occasion.for_children != part.children
    ):
        return False
    if part.role == "offered" and occasion.begins <= entries.now + 3 * DAY:
        return False
    ahead, drawn = occasion.is_ahead(entries.world), occasion.closes + 10 < entries.now
    return {
        "ahead": ahead and not drawn,
        "drawn": ahead and drawn,
        "behind": occasion.status == "held",
        "cancelled": True,
    }[part.when]
