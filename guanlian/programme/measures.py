"""What activities can be counted as: held, hosted, received, announced; brands in use; troupes at work."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import (
    Case,
    CharField,
    F,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from guanlian.community.measures import standing_troupes
from guanlian.kernel.measures import How, Span, measure
from guanlian.kernel.windows import months_before
from guanlian.programme.at_work import Stretch, times_at_work
from guanlian.programme.models import Activity, Audience, Brand, Feature, Kind, Participation, Status

PUBLIC_AUDIENCES = [Audience.PUBLIC, Audience.CHILDREN, Audience.SENIORS]
BOTH = (Participation.Role.ORGANISER.value, Participation.Role.CO_ORGANISER.value)


def counted(span: Span) -> QuerySet:
    """Activities of the window that took place (or, where the span asks for plans, are scheduled)."""
    status = Status.SCHEDULED if span.planned else Status.HELD
    return Activity.objects.for_counting().filter(status=status).on_days(span.window.first, span.window.last)


def _for_public(found: QuerySet) -> QuerySet:
    """For the public at large: an activity that names nobody is for everybody."""
    return found.filter(Q(audiences=[]) | Q(audiences__overlap=PUBLIC_AUDIENCES))


def _with_tier(path: str, tier: str, day: str = "begins_on") -> Q:
    """The hall at `path` was of `tier` on the day the activity began."""
    return Q(**{f"{path}__links__tier": tier, f"{path}__links__period__contains": F(day)})


@measure("activities.held", _("活动"), lasting=True, foresees=True)
def held(
    span: Span,
    *,
    roles: Sequence[str] = BOTH,
    kinds: Sequence[str] = (),
    participants_min: int = 0,
    line_min: int = 0,
    audiences: Sequence[str] = (),
    features: Sequence[str] = (),
    for_public: bool = False,
    free: bool = False,
) -> QuerySet:
    """Activities that count for the halls that have one of `roles` in them.

    `participants_min` people and `line_min` metres of exhibition line include the number itself; an activity whose
    number was not reported doesn't reach it.
    """
    found = counted(span).filter(participations__role__in=list(roles))
    given = {
        "kind__in": kinds and list(kinds),
        "participants__gte": participants_min,
        "exhibition_line_m__gte": line_min,
        "audiences__overlap": audiences and list(audiences),
        "features__overlap": features and list(features),
        "free": free,
    }
    found = found.filter(**{lookup: value for lookup, value in given.items() if value})
    if for_public:
        found = _for_public(found)
    return found.annotate(counts_for=span.hall("participations__hall_id"))


@measure("activities.joint", _("联办活动"), lasting=True, foresees=True)
def joint(span: Span, *, tier: str) -> QuerySet:
    """Activities that the hall organised together with at least one hall of `tier` (co-organiser or host)."""
    partners = Participation.objects.filter(
        _with_tier("hall", tier, "activity__begins_on"),
        role__in=[Participation.Role.CO_ORGANISER, Participation.Role.HOST],
    )
    found = counted(span).filter(pk__in=partners.values("activity_id"))
    return found.annotate(counts_for=span.hall("hall_id"))


@measure("activities.featured", _("特色文化活动"), lasting=True, foresees=True)
def featured(span: Span) -> QuerySet:
    """Activities that carry a brand or are marked as featured."""
    return held(span).filter(Q(brand__isnull=False) | Q(features__contains=[Feature.FEATURED]))


@measure("activities.of_own_brand", _("品牌活动"), lasting=True, foresees=True)
def of_own_brand(span: Span) -> QuerySet:
    """Activities that carry a brand of the hall itself."""
    return held(span).filter(brand__hall_id=F("counts_for"))


@measure("activities.hosted", _("承办的活动"), lasting=True, foresees=True)
def hosted(span: Span, *, for_tier: str, commissioned: bool = False) -> QuerySet:
    """Activities hosted for an organiser of `for_tier`; `commissioned`: also those the local government ordered."""
    passed_down = Q(participations__role=Participation.Role.HOST) & _with_tier("hall", for_tier)
    ordered = Q(features__contains=[Feature.COMMISSIONED]) if commissioned else Q(pk__in=[])
    return counted(span).filter(passed_down | ordered).annotate(counts_for=span.hall("participations__hall_id"))


@measure("activities.exchanges", _("文化走亲与交流"), lasting=True, foresees=True)
def exchanges(span: Span, *, to_city: bool = False) -> QuerySet:
    """Exchange visits; `to_city`: also performances taken to the city (送戏进城)."""
    wanted = Q(kind=Kind.EXCHANGE)
    if to_city:
        wanted |= Q(features__contains=[Feature.TO_CITY])
    return held(span).filter(wanted)


@measure("activities.creation", _("文艺创作评比交流"), lasting=True, foresees=True)
def creation(span: Span) -> QuerySet:
    """Contests, and events of creation, judging and exchange."""
    return held(span).filter(Q(kind=Kind.CONTEST) | Q(features__contains=[Feature.CREATION]))


@measure("activities.free_services", _("免费服务的种类"), how=How.DISTINCT, lasting=True, foresees=True)
def free_services(span: Span) -> QuerySet:
    """The four kinds of free service: training, mass activities, exhibitions, performances."""
    service = Case(
        When(kind__in=[Kind.TRAINING, Kind.LECTURE], then=Value("training")),
        When(kind=Kind.EXHIBITION, then=Value("exhibition")),
        When(kind=Kind.PERFORMANCE, then=Value("performance")),
        default=Value("activity"),
        output_field=CharField(),
    )
    return held(span, free=True).exclude(kind=Kind.SEMINAR).annotate(sort=service)


@measure("activities.announced", _("活动预告"), how=How.SHARE)
def announced(span: Span) -> QuerySet:
    """Activities the hall organised; a hit was announced on an earlier day than it began."""
    hit = Case(When(announced_on__lt=F("begins_on"), then=Value(True)), default=Value(False))
    return held(span, roles=(Participation.Role.ORGANISER.value,)).annotate(hit=hit)


@measure("performances.received", _("送演出下村"), lasting=True, foresees=True)
def performances_received(span: Span) -> QuerySet:
    """Performances brought to the hall's place by another hall; each counts for the place."""
    found = counted(span).filter(kind=Kind.PERFORMANCE, place__isnull=False).exclude(hall_id=F("place_id"))
    return found.annotate(counts_for=span.hall("place_id"), source=F("hall_id"))


@measure("performances.of_own_troupes", _("业余团队下基层演出"), lasting=True, foresees=True)
def grassroots_performances(span: Span, *, tier: str) -> QuerySet:
    """Performances by the hall's amateur troupes at places of `tier` (communities and villages)."""
    found = counted(span).filter(_with_tier("place", tier), kind=Kind.PERFORMANCE, troupes__amateur=True)
    return found.annotate(counts_for=span.hall("troupes__hall_id"))


@measure("brands.active", _("文化品牌"), lasting=True)
def active_brands(span: Span) -> QuerySet:
    """Brands of the hall with at least one activity in the window."""
    used = counted(span).filter(brand__isnull=False).values("brand_id")
    return Brand.objects.for_counting().filter(pk__in=used).annotate(counts_for=span.hall("hall_id"))


@measure("troupes.active", _("经常活动的文艺团队"))
def active_troupes(
    span: Span, *, events_min: int, events_months: int, months_old_min: int = 0, role: str = ""
) -> QuerySet:
    """Amateur troupes that are stable and regularly active on the judged day.

    At least `months_old_min` months old, and at work at least `events_min` times in the `events_months` months before
    the day (the day itself included): recorded rehearsals and performances.
    """
    stretch = Stretch.before(span.on, events_months)
    found = standing_troupes(span, role).filter(founded_on__lte=months_before(span.on, months_old_min))
    found = found.annotate(times_at_work=times_at_work(stretch)).filter(times_at_work__gte=events_min)
    return found.annotate(counts_for=span.hall("hall_id"))
