"""Rows of tests/access_table.py: outside organisations and their offers."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils.timezone import now

from guanlian.network.halls import Hall
from tests.access import Anywhere, AtHall, Nobody, Public, Row, SignedIn, World
from tests.factories import make_user

DECIDE = "provider.decide"
_numbers = count(1)


def make_provider(hall: Hall, *, status: str = "applied", name: str = "水乡皮影社") -> Any:
    """An organisation that applied at the hall, or was approved there."""
    from guanlian.community.credit_codes import check_sign
    from guanlian.community.models import Provider, ProviderMember

    first = f"5133{next(_numbers):013d}"
    made = Provider(hall=hall, name=name, kind="social", credit_code=first + check_sign(first), status=status)
    made.introduction, made.applied_at = "皮影戏进校园。", now() - timedelta(days=3)
    if status == "approved":
        made.checked_at = made.approved_at = now()
    made.save()
    ProviderMember.objects.create(provider=made, user=make_user())
    return made


def a_provider(hall: Hall, world: World) -> dict[str, Any]:
    """The code of an organisation that waits for the hall."""
    return {"code": make_provider(hall).code}


def an_approved_one(hall: Hall, world: World) -> dict[str, Any]:
    """The code of one that was approved."""
    return {"code": make_provider(hall, status="approved").code}


def a_name(hall: Hall, world: World) -> str:
    """The name of an organisation that waits for the hall."""
    return make_provider(hall, name=f"独有的单位{hall.code}").name


def an_offer(hall: Hall, world: World) -> dict[str, Any]:
    """The code of somebody else's offer."""
    from guanlian.community.models import Offer

    made = Offer(provider=make_provider(hall, status="approved"), kind="lecture", title="讲皮影", minutes=60)
    made.save()
    return {"code": made.code}


ROWS: dict[str, Row] = {
    "portal:providing": Public(),
    "portal:providing_apply": SignedIn(),
    "portal:provider": Public(args=an_approved_one),
    "portal:my_providing": SignedIn(),
    "portal:offer_new": Nobody(args=a_provider),
    "portal:provider_describe": Nobody(args=a_provider),
    "portal:offer_edit": Nobody(args=an_offer),
    "portal:offer_move": Nobody(method="post", args=an_offer, data={"to": "ended"}),
    "console:providers": Anywhere(capability=DECIDE, hides=a_name),
    "console:provider": AtHall(capability=DECIDE, args=a_provider),
    "console:provider_do": AtHall(capability=DECIDE, method="post", args=a_provider, data={"do": "check"}),
    "console:provider_members": AtHall(capability=DECIDE, method="post", args=a_provider, data={"phone": "1"}),
}
