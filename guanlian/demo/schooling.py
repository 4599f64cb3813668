"""Which of the network's own people came to the trainings that were held for them."""

from __future__ import annotations

from guanlian.demo.world import Place, World
from guanlian.programme.models import Activity, Trainee
from guanlian.staffing.models import Post, Secondment

SHARE = 0.8  # of those a training is for who are named in its list; the others are known by number only


def make(world: World) -> None:
    """The lists of every training for officers, administrators or staff that was held."""
    activities, places = world.tables[Activity], {hall.id: hall for hall in world.halls}
    administrators = _administrators(world)
    officers = _officers(world)
    _sign(world)
    for row in activities.rows:
        key = row[0]
        if activities.get(key, "kind") != "training" or activities.get(key, "status") != "held":
            continue
        audiences = set(activities.get(key, "audiences").strip("{}").split(","))
        hall, day = places[activities.get(key, "hall_id")], activities.get(key, "starts_at")[:10]
        pool = []
        if "village_administrators" in audiences or "grassroots_staff" in audiences:
            pool += [m for place in _under(hall) for m, since, end in administrators.get(place.id, [])
                     if since <= day < end]  # fmt: skip
        if "seconded_officers" in audiences:
            pool += [m for place in _under(hall) for m, since, end in officers.get(place.id, []) if since <= day < end]
        if "hall_staff" in audiences:
            pool += [m for place in _under(hall) if place.tier != "subbranch" for m in place.staff[:3]]
        _list(world, key, list(dict.fromkeys(pool)), activities.get(key, "participants") or 0)


def _sign(world: World) -> None:
    """The story's village recorded its activities itself: its administrator's journal fills from them."""
    activities, village = world.tables[Activity], world.story_village
    for row in activities.rows:
        if activities.get(row[0], "hall_id") == village.id and activities.get(row[0], "status") == "held":
            activities.set(row[0], recorded_by_id=world.accounts["sanxing"])


def _list(world: World, activity: int, pool: list[int], participants: int) -> None:
    dice = world.dice("trainees", activity)
    wanted = min(len(pool), int(participants * SHARE))
    for member in sorted(dice.sample(pool, wanted)):
        world.tables[Trainee].add(activity_id=activity, member_id=member, noted_at="2024-01-02 09:00:00+08")


def _under(hall: Place) -> list[Place]:
    found = [hall]
    for child in hall.children:
        found += _under(child)
    return found


def _administrators(world: World) -> dict[int, list[tuple[int, str, str]]]:
    """By village its administrators, each from and until a day."""
    posts = world.tables[Post]
    found: dict[int, list[tuple[int, str, str]]] = {}
    for row in posts.rows:
        key = row[0]
        if posts.get(key, "role") == Post.Role.VILLAGE_ADMINISTRATOR:
            held = (posts.get(key, "member_id"), *_days(posts.get(key, "period")))
            found.setdefault(posts.get(key, "hall_id"), []).append(held)
    return found


def _officers(world: World) -> dict[int, list[tuple[int, str, str]]]:
    """By branch its officers, each from and until a day."""
    downs = world.tables[Secondment]
    found: dict[int, list[tuple[int, str, str]]] = {}
    for row in downs.rows:
        key = row[0]
        if downs.get(key, "direction") == Secondment.Direction.DOWN:
            held = (downs.get(key, "member_id"), *_days(downs.get(key, "period")))
            found.setdefault(downs.get(key, "to_hall_id"), []).append(held)
    return found


def _days(period: str) -> tuple[str, str]:
    first, _comma, end = period.strip("[)").partition(",")
    return first, end or "9999"
