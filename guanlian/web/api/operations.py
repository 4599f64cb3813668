"""The API's operations. All of them read what is public; none needs an account."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils.timezone import localdate, localtime
from ninja import Path, Query, Router

from guanlian.assessment.as_json import evaluation_json, number, record_json, result_json
from guanlian.assessment.evaluating import evaluate
from guanlian.assessment.explaining import NoSuchResult, explain
from guanlian.network.halls import Hall, Tier
from guanlian.network.snapshot import HallThen, Network, network_on
from guanlian.programme.models import Activity, Admission, Kind
from guanlian.web.api import schemas
from guanlian.web.api.asking import AsOf, Code, PackId, PageNumber, PageSize, Year, check_days, pack_called, part
from guanlian.web.api.faults import Missing
from guanlian.web.standard.asking import DEFAULT_PACK
from guanlian.web.standard.city import city
from guanlian.web.standard.figure import Together

router = Router()
FAULTS: Any = {404: schemas.Fault, 422: schemas.Fault}
CodePath = Annotated[str, Path(max_length=24, pattern=r"^[0-9A-Za-z-]+$", description="code of a hall")]
ClausePath = Annotated[str, Path(max_length=80, pattern=r"^[0-9A-Za-z_.-]+$", description="id of a clause")]


@router.get("/halls", response={200: schemas.HallPage, **FAULTS}, summary="The halls of the network on a day")
def halls(
    request: HttpRequest,
    on: Annotated[date | None, Query(description="today if left out")] = None,
    tier: Tier | None = None,
    under: Code | None = None,
    page: PageNumber = 1,
    size: PageSize = 100,
) -> Any:
    """Halls by code; `under`: only those below that hall."""
    network = network_on(on or localdate())
    found: list[HallThen] = list(network.halls.values())
    if under is not None:
        found = list(network.under(_in_network(network, under).id))
    found = sorted((h for h in found if tier is None or h.tier == tier), key=lambda h: h.code)
    cut = part(found, page, size)
    return {**_paged(cut), "on": network.day, "halls": [_brief(network, hall) for hall in cut.items]}


@router.get("/halls/{code}", response={200: schemas.HallFull, **FAULTS}, summary="One hall")
def hall(request: HttpRequest, code: CodePath, on: date | None = None) -> Any:
    """A hall as it was on a day, and what it makes public."""
    network = network_on(on or localdate())
    then = _in_network(network, code)
    found = Hall.objects.get(pk=then.id)
    below = sorted(h.code for h in network.under(then.id) if h.parent_id == then.id)
    return {
        **_brief(network, then),
        "area": found.area_name,
        "place_kind": found.place_kind,
        "address": found.address,
        "phone": found.phone,
        "longitude": found.longitude,
        "latitude": found.latitude,
        "precision": found.precision,
        "path": [above.code for above in network.path(then.id)[:-1]],
        "below": below,
    }


@router.get("/standard", response={200: schemas.PackOut, **FAULTS}, summary="A standard with its clauses")
def standard(request: HttpRequest, pack: PackId = DEFAULT_PACK) -> Any:
    """The clauses, their text verbatim."""
    found = pack_called(pack)
    clauses = [
        {
            "id": c.id,
            "tier": c.tier,
            "category": c.category,
            "title": c.title,
            "title_en": c.title_en,
            "text": c.text,
            "counts": c.counts,
            "unit": c.unit,
            "target": number(c.target),
        }
        for c in found.clauses
    ]
    return {
        "id": found.id,
        "title": found.title,
        "title_en": found.title_en,
        "source": found.source,
        "in_force_from": found.in_force_from,
        "clauses": clauses,
    }


@router.get(
    "/evaluation",
    response={200: schemas.EvaluationOut, **FAULTS},
    summary="How halls stand on the standard",
    description="The object that `guanlian evaluate --format json` prints; the whole city is at most a minute old.",
)
def evaluation(
    request: HttpRequest,
    year: Year,
    pack: PackId = DEFAULT_PACK,
    as_of: AsOf = None,
    hall: Annotated[list[str], Query(max_length=200, description="only these codes")] = [],  # noqa: B006
) -> Any:
    """The results of all halls, or of some."""
    check_days(year, as_of)
    found = pack_called(pack)
    if not hall:
        return evaluation_json(city(found, year, as_of).evaluation)
    result = evaluate(found, year, as_of=as_of, halls=hall)
    strangers = sorted(set(hall) - {card.hall.code for card in result.scorecards})
    if strangers:
        raise Missing(f"那时的网络中没有这些馆：{'、'.join(strangers)}", f"Not in that network: {', '.join(strangers)}")
    return evaluation_json(result)


@router.get(
    "/halls/{code}/standard/{clause}",
    response={200: schemas.ExplanationOut, **FAULTS},
    summary="The records behind a figure",
    by_alias=True,
)
def explanation(
    request: HttpRequest,
    code: CodePath,
    clause: ClausePath,
    year: Year,
    pack: PackId = DEFAULT_PACK,
    as_of: AsOf = None,
    page: PageNumber = 1,
    size: PageSize = 100,
) -> Any:
    """A figure and exactly the records that were counted."""
    check_days(year, as_of)
    try:
        found = explain(pack_called(pack), code, clause, year, as_of=as_of)
    except NoSuchResult:
        raise Missing("这个馆在这一年没有这一条。", "That hall has no such clause in that year.") from None
    records = Together(found.behind)
    cut = part(records, page, size)
    return {
        **_paged(cut),
        "pack": found.evaluation.pack.id,
        "year": year,
        "as_of": found.evaluation.as_of,
        "hall": {"code": found.hall.code, "name": found.hall.name, "tier": found.hall.tier},
        "text": found.result.clause.text,
        "result": result_json(found.result),
        "records": [record_json(each) for each in cut.items],
        "below": [
            {"code": b.hall.code, "name": b.hall.name, "records": b.records, "reached": b.reached} for b in found.below
        ],
        "weeks_left_out": [week.first for week in found.weeks_left_out],
    }


@router.get("/activities", response={200: schemas.ActivityPage, **FAULTS}, summary="Public activities")
def activities(
    request: HttpRequest,
    first: Annotated[date | None, Query(alias="from", description="beginning on this day or later")] = None,
    last: Annotated[date | None, Query(alias="to", description="beginning on this day or before")] = None,
    hall: Annotated[Code | None, Query(description="at or organised by this hall")] = None,
    kind: Kind | None = None,
    page: PageNumber = 1,
    size: PageSize = 100,
) -> Any:
    """Activities that the public may see, by their beginning."""
    found = Activity.objects.public().select_related("hall", "place", "admission").order_by("starts_at", "pk")
    if hall is not None:
        found = found.filter(Q(hall__code=hall) | Q(place__code=hall))
    wanted = {"begins_on__gte": first, "begins_on__lte": last, "kind": kind}
    found = found.filter(**{lookup: value for lookup, value in wanted.items() if value is not None})
    cut = part(found, page, size)
    return {**_paged(cut), "activities": [_activity(each) for each in cut.items]}


def _paged(cut: Any) -> dict[str, int]:
    return {"total": cut.total, "page": cut.page, "pages": cut.pages}


def _in_network(network: Network, code: str) -> HallThen:
    found = next((hall for hall in network.halls.values() if hall.code == code), None)
    if found is None:
        raise Missing(f"{network.day} 的网络中没有馆 {code}。", f"No hall {code} in the network of {network.day}.")
    return found


def _brief(network: Network, hall: HallThen) -> dict[str, Any]:
    parent = network.halls.get(hall.parent_id) if hall.parent_id is not None else None
    return {"code": hall.code, "name": hall.name, "tier": hall.tier, "parent": parent.code if parent else None}


def _activity(each: Activity) -> dict[str, Any]:
    admission: Admission | None = getattr(each, "admission", None)
    places = admission.places if admission else None
    return {
        "code": each.code,
        "title": each.title,
        "kind": each.kind,
        "status": each.status,
        "hall": each.hall.code,
        "hall_name": each.hall.name,
        "place": (each.place or each.hall).code,
        "starts_at": localtime(each.starts_at),
        "ends_at": localtime(each.ends_at),
        "free": each.free,
        "announced_on": each.announced_on,
        "participants": each.participants,
        "summary": each.summary,
        "policy": admission.policy if admission else None,
        "places": places,
        "places_left": admission.left_online if admission and places is not None else None,
        "url": f"{settings.PUBLIC_URL}{each.get_absolute_url()}",
    }
