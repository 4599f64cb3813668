"""A network at work, for tests that open figures of every kind."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import days, make_activity, make_record

YEAR = 2025

# One record of each register that a clause counts besides activities, as of that year.
SINCE = {"period": days(date(2024, 1, 1))}
COUNTED = {
    "network.Venue": SINCE | {"kind": "reading_room"},
    "network.ServiceNotice": SINCE | {"items": "展览", "content": "一览", "hours": "每天"},
    "network.ServiceItem": SINCE,
    "network.IdentityMark": SINCE,
    "staffing.Post": SINCE,
    "community.Troupe": {"founded_on": date(2024, 1, 1)},
    "community.Volunteer": SINCE,
    "programme.Brand": {"since": date(2024, 1, 1)},
    "coordination.Document": SINCE | {"kind": "development_plan", "for_year": YEAR},
    "coordination.BudgetLine": {"year": YEAR, "amount": Decimal("120000.50")},
    "delivery.Vehicle": SINCE,
    "delivery.DeliveryPlan": {"year": YEAR, "published_on": date(YEAR, 1, 5)},
    "delivery.Menu": {"year": YEAR, "published_on": date(YEAR, 1, 5)},
    "creation.Work": {"created_on": date(YEAR, 2, 2), "local_theme": True, "quality": True},
    "creation.Submission": {"level": "national", "submitted_on": date(YEAR, 2, 2)},
    "creation.Award": {"level": "national", "kind": "creation", "awarded_on": date(YEAR, 2, 2)},
    "creation.Publication": {"issued_on": date(YEAR, 2, 2)},
    "creation.DigitalItem": {"digitised_on": date(YEAR, 2, 2)},
    "content.Article": {"published_on": date(YEAR, 2, 2), "original": True},
    "assessment.Statement": {"clause": "subbranch.opening", "year": YEAR, "holds": True},
}


def figure_address(hall, clause, **query):
    query = {"year": YEAR} | query
    return reverse("portal:figure", args=[hall.code, clause]) + "?" + "&".join(f"{k}={v}" for k, v in query.items())


@pytest.fixture
def busy(network):
    """Halls of the first county with records of every register that a clause counts, and activities of all sorts."""
    halls = [network.central, network.mains[0], *network.branches[:2], *network.villages[:2]]
    for hall in halls:
        for label in COUNTED:
            make_record(label, hall, **COUNTED[label])
        receiver = network.villages[0] if hall != network.villages[0] else network.villages[1]
        make_record("coordination.Support", hall, receiver=receiver, kind="creation", given_on=date(YEAR, 3, 3))
        for month, kind in enumerate(["performance", "exhibition", "training", "exchange", "contest"], start=2):
            given = {"exhibition_line_m": Decimal(60)} if kind == "exhibition" else {}
            make_activity(
                hall,
                on=date(YEAR, month, 5),
                kind=kind,
                participants=600,
                place=network.villages[0],
                features=["mobile", "digital", "to_city", "creation", "featured", "commissioned"],
                announced_on=date(YEAR, month, 1) if month % 2 else None,
                **given,
            )
        for weekday in range(1, 6):
            make_record("network.OpeningHours", hall, weekday=weekday, opens=time(9), closes=time(17))
    return network
