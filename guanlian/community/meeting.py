"""When a troupe meets, read from its own words: 'Tuesday and Friday evenings at 7', written as people write it.

No troupe has to fill in a second field for what it says already; words that can't be read make no claim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
EVERY_DAY = re.compile(r"每天|每日|天天")
WEEKEND = re.compile(r"周末|双休日")
WORKDAYS = re.compile(r"工作日")
WEEK, BETWEEN = "(?:周|星期|礼拜)", r"\s*(?:、|，|,|和|及|到|至|-|—|–)\s*"
LISTED = re.compile(f"{WEEK}((?:[一二三四五六日天](?:{BETWEEN}{WEEK}?)?)+)")
TO = re.compile(r"[到至\-—–]")
NOON, EVENING = 12, 18  # o'clock
PARTS = {
    "morning": re.compile(r"清晨|早上|早晨|上午"),
    "afternoon": re.compile(r"中午|午后|下午"),
    "evening": re.compile(r"晚|傍晚|夜"),
}
CLOCK = re.compile(r"(\d{1,2})\s*[:：]\s*\d{2}")


@dataclass(frozen=True, slots=True)
class Meets:
    """Weekdays (0 is Monday) and parts of the day (morning, afternoon, evening); empty where the words don't say."""

    weekdays: frozenset[int]
    parts: frozenset[str]

    def suits(self, weekday: int | None, part: str) -> bool | None:
        """Whether it fits the wish; None where the words don't say enough to know."""
        answers = []
        if weekday is not None:
            answers.append(weekday in self.weekdays if self.weekdays else None)
        if part:
            answers.append(part in self.parts if self.parts else None)
        if False in answers:
            return False
        return None if None in answers else True


def read(words: str) -> Meets:
    """What `words` say."""
    return Meets(frozenset(_weekdays(words)), frozenset(_parts(words)))


def _weekdays(words: str) -> set[int]:
    if EVERY_DAY.search(words):
        return set(range(7))
    found = {5, 6} if WEEKEND.search(words) else set()
    if WORKDAYS.search(words):
        found |= set(range(5))
    for listed in LISTED.findall(words):
        found |= _listed(listed)
    return found


def _listed(listed: str) -> set[int]:
    """'二、五' names two days, '一至五' five."""
    found: set[int] = set()
    last: int | None = None
    reaching = False
    for sign in listed:
        if sign in DAYS:
            day = DAYS[sign]
            found |= set(range(last, day + 1)) if reaching and last is not None and last < day else {day}
            last, reaching = day, False
        elif TO.match(sign):
            reaching = True
    return found


def _parts(words: str) -> set[str]:
    found = {name for name, pattern in PARTS.items() if pattern.search(words)}
    if found:
        return found
    hours = [int(hour) for hour in CLOCK.findall(words)]
    return {"morning" if hour < NOON else "afternoon" if hour < EVENING else "evening" for hour in hours if hour < 24}
