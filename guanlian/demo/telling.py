"""What the demonstration citizens find in their inboxes: told by what happened to them, read where it is older."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from guanlian.booking.models import Reservation
from guanlian.community.models import Joining, JoiningStatus, Troupe, TroupeMember
from guanlian.community.troupe_rules import rules as troupe_rules
from guanlian.demo.admitting import DAY, Occasion
from guanlian.demo.citizens import Resident
from guanlian.demo.tables import code_of
from guanlian.demo.world import World, stamp, written
from guanlian.messaging.kinds import every_kind
from guanlian.messaging.models import Message
from guanlian.network.models import Venue
from guanlian.programme.models import Absence, Activity, Opinion, Policy, Registration
from guanlian.programme.rules import rules

UNREAD = 2 * DAY


class Letters:
    """The messages of the demonstration in the making."""

    def __init__(self, world: World, occasions: Sequence[Occasion]) -> None:
        self.world, self.now = world, stamp(world.until, 0)
        self.table = world.tables[Message]
        self.by_admission = {each.admission: each for each in occasions}
        self.kinds = {kind.name: kind for kind in every_kind()}
        self.people: dict[int, Resident] = {
            each.id: each
            for people in world.people.values()
            for each in people
            if each.keeper in world.accounts.values()
        }
        self.halls = {hall.id: hall for hall in world.halls}

    def make(self) -> None:
        """Of entries, absences, answers and reservations."""
        entries = self.world.tables[Registration]
        for row in entries.rows:
            person = self.people.get(entries.get(row[0], "person_id"))
            if person is not None:
                self._entry(row[0], person, self.by_admission[entries.get(row[0], "admission_id")])
        self._absences()
        self._answers()
        self._reservations()
        self._joinings()

    def say(self, to: int | None, kind: str, at: int, about: str, key: str, params: dict[str, Any]) -> None:
        """One message; `at` is a stamp, `key` as the product writes it, so that nothing is told twice. What lies ahead
        was not said yet."""
        if at >= self.now:
            return
        read = at < self.now - UNREAD
        kept = {name: value if isinstance(value, dict) else str(value) for name, value in params.items()}
        self.table.add(
            code=code_of("XX", len(self.table.rows) + 1, 12),
            to_id=to,
            topic=self.kinds[kind].topic,
            kind=kind,
            params=json.dumps(kept, ensure_ascii=False),
            about=about,
            key=key if ":" in key else f"{kind}:{key}",
            made_at=written(at),
            read_at=written(min(at + 95, self.now - 1)) if read else None,
        )

    def _entry(self, key: int, person: Resident, occasion: Occasion) -> None:
        entries = self.world.tables[Registration]
        code, status, entered = (entries.get(key, name) for name in ("code", "status", "entered_at"))
        about, at = f"/me/tickets/{code}/", _stamp(entered)
        words = {"name": person.name, "title": self._title(occasion), **self._when(occasion)}
        confirmed = f"place.confirmed:{entries.get(key, 'group')}"
        if occasion.policy == Policy.LOTTERY:
            self.say(
                person.keeper, "place.entered_draw", at, about, confirmed, words | {"closes": _moment(occasion.closes)}
            )
            self._drawn(key, person, occasion, words, about)
        elif status in {"waiting", "offered"}:
            line = self._position(occasion, key) if status == "waiting" else 1
            self.say(person.keeper, "place.waiting", at, about, confirmed, words | {"at": line})
        else:
            self.say(person.keeper, "place.placed", at, about, confirmed, words)
        if status == "offered":
            until = _moment(_stamp(entries.get(key, "offered_until")))
            self.say(person.keeper, "place.offered", self.now - 380, about, code, words | {"until": until})
        if status == "cancelled":
            why = self.world.tables[Activity].get(occasion.activity, "note").rstrip("。")
            gone = _stamp(entries.get(key, "decided_at"))
            self.say(person.keeper, "activity.cancelled", gone + 5, about, code, words | {"why": why})
        if status == "placed" and occasion.lessons[-1].day < self.world.until and occasion.status == "held":
            self._ask(key, person, occasion, about, words)

    def _joinings(self) -> None:
        """Leaders among them read who asks to join; the kind answer to an older request is of no named citizen."""
        asked, rolls, troupes = (self.world.tables[model] for model in (Joining, TroupeMember, Troupe))
        led = {
            rolls.get(row[0], "troupe_id"): self.people[rolls.get(row[0], "person_id")]
            for row in rolls.rows
            if rolls.get(row[0], "leader") and rolls.get(row[0], "person_id") in self.people
        }
        for row in asked.rows:
            troupe, waits = asked.get(row[0], "troupe_id"), asked.get(row[0], "status") == JoiningStatus.ASKED
            if troupe in led and waits:
                leader, code = led[troupe], asked.get(row[0], "code")
                words = {"troupe": troupes.get(troupe, "name"), "days": troupe_rules()["joining"]["lapse_days"]}
                about = f"/me/troupes/{troupes.get(troupe, 'code')}/"
                at = _stamp(asked.get(row[0], "asked_at"))
                self.say(leader.keeper, "troupe.asked", at, about, f"troupe.asked:{code}:{leader.keeper}", words)

    def _drawn(self, key: int, person: Resident, occasion: Occasion, words: dict[str, Any], about: str) -> None:
        entries = self.world.tables[Registration]
        rank, won, status = (entries.get(key, name) for name in ("rank", "won", "status"))
        if rank is None:
            return
        kind = "draw.won" if won else "draw.lost" if status == "unplaced" else "draw.waiting"
        position = self._position(occasion, key) if status == "waiting" else 1
        code = entries.get(key, "code")
        self.say(person.keeper, kind, occasion.closes + 10, about, f"draw:{code}", words | {"position": position})

    def _ask(self, key: int, person: Resident, occasion: Occasion, about: str, words: dict[str, Any]) -> None:
        absences = self.world.tables[Absence]
        if any(absences.get(row[0], "registration_id") == key for row in absences.rows):
            return
        code = self.world.tables[Registration].get(key, "code")
        last = occasion.lessons[-1]
        self.say(
            person.keeper,
            "feedback.invited",
            stamp(last.day, last.end) + 60,
            f"{about}feedback/",
            f"feedback:{code}",
            words,
        )

    def _absences(self) -> None:
        absences, entries, declared = self.world.tables[Absence], self.world.tables[Registration], rules()["absence"]
        for row in absences.rows:
            entry = absences.get(row[0], "registration_id")
            person = self.people.get(entries.get(entry, "person_id"))
            if person is None:
                continue
            occasion = self.by_admission[entries.get(entry, "admission_id")]
            if len(occasion.lessons) > 1:
                continue
            self.say(
                person.keeper,
                "absence.noted",
                occasion.begins + DAY,
                "/me/conduct/",
                f"absence:{entries.get(entry, 'code')}:1",
                {
                    "name": person.name,
                    "title": self._title(occasion),
                    "day": _moment(occasion.begins),
                    "hall": occasion.hall.name,
                    "window": declared["window_days"],
                    "many": declared["many"],
                    "days": declared["restricted_days"],
                },
            )

    def _answers(self) -> None:
        opinions, keepers = self.world.tables[Opinion], {each.keeper for each in self.people.values()}
        for row in opinions.rows:
            by, answer = opinions.get(row[0], "by_id"), opinions.get(row[0], "answer")
            if by in keepers and answer:
                code, at = opinions.get(row[0], "code"), _stamp(opinions.get(row[0], "answered_at"))
                hall = self.halls[opinions.get(row[0], "hall_id")].name
                self.say(by, "opinion.answered", at, "/me/opinions/", code, {"hall": hall, "answer": answer})

    def _reservations(self) -> None:
        table, venues = self.world.tables[Reservation], self.world.tables[Venue]
        told: set[int] = set()
        for row in table.rows:
            person = self.people.get(table.get(row[0], "person_id") or 0)
            status, series = table.get(row[0], "status"), table.get(row[0], "series_id")
            if person is None or series in told or status not in {"requested", "confirmed"}:
                continue
            told |= {series} if series else set()
            code, venue = table.get(row[0], "code"), table.get(row[0], "venue_id")
            begins, ends = table.get(row[0], "period")[1:-1].split(",")
            self.say(
                person.keeper,
                f"booking.{status}",
                _stamp(table.get(row[0], "made_at")),
                f"/me/bookings/{code}/",
                code,
                {
                    "venue": venues.get(venue, "name"),
                    "hall": self.halls[venues.get(venue, "hall_id")].name,
                    "day": {"on": begins[:10]},
                    "from": begins[11:16],
                    "to": ends[11:16],
                    "why": "",
                },
            )

    def _title(self, occasion: Occasion) -> str:
        return str(self.world.tables[Activity].get(occasion.activity, "title"))

    def _when(self, occasion: Occasion) -> dict[str, object]:
        venue = self.world.tables[Activity].get(occasion.activity, "venue_id")
        inside = self.world.tables[Venue].get(venue, "name") if venue else ""
        return {"when": _moment(occasion.begins), "where": f"{occasion.at.name}{inside}"}

    def _position(self, occasion: Occasion, key: int) -> int:
        """Its place in the queue: by the order of the draw, else by the time."""
        entries = self.world.tables[Registration]
        queue = [
            (entries.get(row[0], "rank") or 0, entries.get(row[0], "waiting_since"), row[0])
            for row in entries.rows
            if entries.get(row[0], "admission_id") == occasion.admission and entries.get(row[0], "status") == "waiting"
        ]
        return 1 + [each[2] for each in sorted(queue)].index(key)


def _stamp(text: str) -> int:
    return stamp(date.fromisoformat(text[:10]), int(text[11:13]) * 60 + int(text[14:16]))


def _moment(at: int) -> dict[str, str]:
    """A moment as a message keeps it."""
    return {"at": written(at)}
