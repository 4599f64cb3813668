"""Who may open which address: one row for every address, none left out (tests/test_access.py sees to it).

Rows: Public, Stage, SignedIn, Staff, AtHall(capability=…), Anywhere(capability=…, hides=…), Nobody, SuperuserOnly
(tests/access.py). An address that takes arguments names them with `args`; one that takes a POST says `method="post"`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from guanlian.network.halls import Hall
from tests import (
    access_attending,
    access_authoring,
    access_booking,
    access_entering,
    access_fairness,
    access_people,
    access_posts,
    access_providers,
    access_staffing,
    access_troupes,
    access_volunteers,
)
from tests.access import Anywhere, AtHall, Nobody, Public, Row, SignedIn, Staff, Stage, World, its_code
from tests.factories import at, make_activity, make_record

CLAUSE = "subbranch.activities"


def an_activity(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a held activity of the hall."""
    return {"code": make_activity(hall).code}


def a_troupe(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a troupe of the hall."""
    return {"code": make_record("community.Troupe", hall, founded_on=date(2020, 1, 1)).code}


def a_record(hall: Hall, world: World) -> dict[str, Any]:
    """An activity of the hall as the registers name it."""
    return {"slug": "activities", "ref": make_activity(hall).code}


def a_withdrawn_record(hall: Hall, world: World) -> dict[str, Any]:
    """One that was withdrawn."""
    taken_back = make_activity(hall, withdrawn_at=at(), withdrawn_why="重复")
    return {"slug": "activities", "ref": taken_back.code}


def its_title(hall: Hall, world: World) -> str:
    """The title of a fresh activity of the hall."""
    return make_activity(hall, title=f"独有的题名{hall.code}").title


def somebodys_upload(hall: Hall, world: World) -> dict[str, Any]:
    """A token that was given to nobody; other people's are tried in guanlian/web/tests/test_workbook_page.py."""
    return {"token": "0" * 32}


def activities(hall: Hall, world: World) -> dict[str, Any]:
    """The register of activities."""
    return {"slug": "activities"}


def its_clause(hall: Hall, world: World) -> dict[str, Any]:
    """The hall and a clause that is asked of it."""
    return {"code": hall.code, "clause": CLAUSE}


SIGN_IN: dict[str, Row] = {
    "account_login": Public(),
    "account_request_login_code": Public(),
    "account_confirm_login_code": Stage(),
    "account_logout": Public(method="post"),
    "account_inactive": Public(),
    "account_reauthenticate": SignedIn(),
    "account_change_password": SignedIn(),
    "account_set_password": Stage(),
    "account_change_phone": SignedIn(),
    "account_verify_phone": Stage(),
    "mfa_authenticate": Stage(),
    "mfa_reauthenticate": Stage(),
    "mfa_activate_totp": Stage(),
    "mfa_deactivate_totp": Stage(),
    "mfa_view_recovery_codes": Stage(),
    "mfa_generate_recovery_codes": Stage(),
    "mfa_download_recovery_codes": Stage(),
    "mfa_index": Public(),
    "socialaccount_login_cancelled": Stage(),
    "socialaccount_login_error": Stage(),
    "socialaccount_connections": Public(),
    "openid_connect_login": Stage(args=lambda hall, world: {"provider_id": "none"}),
    "openid_connect_callback": Stage(args=lambda hall, world: {"provider_id": "none"}),
}

PREFERENCES: dict[str, Row] = {
    "set_print_size": Public(method="post", data={"large": "1"}),
    "set_language": Public(method="post", data={"language": "en"}),
}

PLAIN = [
    *("home", "search", "near", "halls", "map", "outlines", "activities", "trainings", "venues", "menu", "troupes"),
    *("digital", "accessibility", "privacy", "open_data", "robots", "sitemap", "favicon", "icon", "standard"),
]
OF_A_HALL = ("hall", "hall_standing", "hall_notice", "hall_calendar", "hall_standard")

PORTAL: dict[str, Row] = {
    **{f"portal:{name}": Public() for name in PLAIN},
    **{f"portal:{name}": Public(args=its_code) for name in OF_A_HALL},
    "portal:activity": Public(args=an_activity),
    "portal:activity_calendar": Public(args=an_activity),
    "portal:troupe": Public(args=a_troupe),
    "portal:standard_clause": Public(args=lambda hall, world: {"clause": CLAUSE}),
    "portal:figure": Public(args=its_clause),
    "portal:me": SignedIn(),
    "portal:rename": SignedIn(method="post", data={"name": "某人"}),
    "portal:take_out": SignedIn(),
    "portal:erase": SignedIn(),
}

CONSOLE: dict[str, Row] = {
    "console:home": Staff(),
    "console:standard": Staff(),
    "console:matrix": Anywhere(capability="matrix.view", hides=lambda hall, world: hall.name),
    "console:statement": AtHall(
        capability="statement.make", args=lambda hall, world: {"code": hall.code, "clause": "subbranch.opening"}
    ),
    "console:registers": Anywhere(capability="register.view"),
    "console:register": Anywhere(capability="register.view", args=activities, hides=its_title),
    "console:register_export": Anywhere(capability="register.export", args=activities),
    "console:register_bulk": Anywhere(capability="register.edit", method="post", args=activities),
    "console:record_new": Anywhere(capability="register.edit", args=activities),
    "console:record_edit": AtHall(capability="register.view", args=a_record),
    "console:record_withdraw": AtHall(
        capability="register.edit", method="post", args=a_record, data={"why": "重复登记"}
    ),
    "console:record_restore": AtHall(capability="register.edit", method="post", args=a_withdrawn_record),
    "console:record_move": AtHall(
        capability="register.edit", method="post", args=a_record, data={"do": "cancel", "why": "日期有误"}
    ),
    "console:record_history": AtHall(capability="history.view", args=a_record),
    "console:workbook": Staff(),
    "console:workbook_template": Staff(),
    "console:workbook_export": Anywhere(capability="register.export"),
    "console:workbook_preview": Nobody(args=somebodys_upload),
    "console:workbook_apply": Nobody(method="post", args=somebodys_upload),
    "console:workbook_drop": Nobody(method="post", args=somebodys_upload),
    "console:network": Anywhere(capability="network.view"),
    "console:network_hours": AtHall(capability="hours.edit", args=its_code),
    "console:network_change": AtHall(
        capability="network.edit", args=lambda hall, world: {"code": hall.code, "kind": "close"}
    ),
}

API: dict[str, Row] = {
    **{
        f"api:{name}": Public()
        for name in ("documentation", "openapi", "halls", "standard", "evaluation", "activities")
    },
    "api:hall": Public(args=its_code),
    "api:explanation": Public(args=its_clause),
    "api:nothing_here": Nobody(args=lambda hall, world: {"rest": "nowhere"}),
}

TABLE: dict[str, Row] = (
    SIGN_IN
    | PREFERENCES
    | PORTAL
    | CONSOLE
    | API
    | access_authoring.ROWS
    | access_booking.ROWS
    | access_entering.ROWS
    | access_fairness.ROWS
    | access_attending.ROWS
    | access_people.ROWS
    | access_troupes.ROWS
    | access_staffing.ROWS
    | access_posts.ROWS
    | access_volunteers.ROWS
    | access_providers.ROWS
)
