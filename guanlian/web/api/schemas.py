"""What the API says, as types: the source of its OpenAPI description."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema


class Fault(Schema):
    """Why a request can't be answered, in Chinese and English."""

    message: str
    message_en: str
    where: list[str] = Field(default=[], description="which parts of the request are at fault")


class HallBrief(Schema):
    """A hall of the network on the day asked about."""

    code: str
    name: str
    tier: str
    parent: str | None = Field(description="code of the hall above")


class HallPage(Schema):
    """Halls, page by page."""

    on: date
    total: int
    page: int
    pages: int
    halls: list[HallBrief]


class HallFull(HallBrief):
    """A hall with what it makes public."""

    area: str
    place_kind: str
    address: str
    phone: str
    longitude: float | None
    latitude: float | None
    precision: str
    path: list[str] = Field(description="codes of the halls above, from the top")
    below: list[str] = Field(description="codes of the halls directly below")


class ResultOut(Schema):
    """A hall's result on a clause. A missing value is null, never nought."""

    clause: str
    value: int | float | None
    target: int | float | None
    unit: str
    status: str
    records: int


class HallResults(Schema):
    """A hall's results, in the standard's order."""

    code: str
    name: str
    tier: str
    results: list[ResultOut]


class EvaluationOut(Schema):
    """An evaluation: the same object that `guanlian evaluate --format json` prints."""

    pack: str
    year: int
    as_of: date
    halls: list[HallResults]


class HallNamed(Schema):
    """A hall by its name."""

    code: str
    name: str
    tier: str


class RecordOut(Schema):
    """A counted record, without persons' names."""

    code: str | None
    register_name: str = Field(alias="register", serialization_alias="register")
    title: str
    detail: str
    hall: str
    on: date | None


class BelowOut(Schema):
    """A hall that the clause asks about, and whether it reaches what is asked."""

    code: str
    name: str
    records: int
    reached: bool


class ExplanationOut(Schema):
    """A figure with the records behind it, page by page."""

    pack: str
    year: int
    as_of: date
    hall: HallNamed
    text: str
    result: ResultOut
    total: int
    page: int
    pages: int
    records: list[RecordOut]
    below: list[BelowOut]
    weeks_left_out: list[date]


class ActivityOut(Schema):
    """An activity's public fields; times are Asia/Shanghai."""

    code: str
    title: str
    kind: str
    status: str
    hall: str
    hall_name: str
    place: str
    starts_at: datetime
    ends_at: datetime
    free: bool
    announced_on: date | None
    participants: int | None
    summary: str
    policy: str | None = Field(
        description="walk_in, first_come, lottery or reviewed; null where the hall declared none"
    )
    places: int | None = Field(description="places in all; null where none are given")
    places_left: int | None = Field(description="places that the site can give now; null where none are given")
    url: str


class ActivityPage(Schema):
    """Activities, page by page."""

    total: int
    page: int
    pages: int
    activities: list[ActivityOut]


class ClauseOut(Schema):
    """A clause of the standard."""

    id: str
    tier: str
    category: str
    title: str
    title_en: str
    text: str
    counts: str
    unit: str
    target: int | float | None


class PackOut(Schema):
    """A standard with its clauses."""

    id: str
    title: str
    title_en: str
    source: str
    in_force_from: date
    clauses: list[ClauseOut]
