"""How a person wants the pages: large print and language, kept in cookies; and what every page is told."""

from datetime import date
from typing import Any, TypedDict, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from guanlian.accounts.guarding import second_factor_waived
from guanlian.accounts.models import User
from guanlian.messaging import reading

LARGE_COOKIE = "large"
COUNTY_COOKIE = "county"
_YEAR = 365 * 24 * 60 * 60  # seconds


class PageContext(TypedDict):
    """What every template may use without asking: see `context`."""

    large: bool
    today: date
    demo_notice: str
    lang: str
    other_language: tuple[str, str]
    site: dict[str, Any]
    unread: Any


def is_large(request: HttpRequest) -> bool:
    """Whether this person has chosen large print (长辈版)."""
    return request.COOKIES.get(LARGE_COOKIE) == "1"


def context(request: HttpRequest) -> PageContext:
    """Context processor: large print, today (Asia/Shanghai), the demonstration note, language, the names."""
    english = (get_language() or settings.LANGUAGE_CODE).startswith("en")
    return {
        "large": is_large(request),
        "today": timezone.localdate(),
        "demo_notice": _demo_notice(request),
        "lang": "en" if english else "zh-Hans",
        "other_language": ("zh-hans", "中文") if english else ("en", "English"),
        "site": settings.SITE,
        "unread": SimpleLazyObject(lambda: _unread(request)),  # asked for only where a page shows it
    }


def _unread(request: HttpRequest) -> int:
    """Unread messages of whoever has signed in; strangers cost no statement."""
    user = getattr(request, "user", None)
    return reading.unread(user=cast(User, user)) if user is not None and user.is_authenticated else 0


def _demo_notice(request: HttpRequest) -> str:
    if not settings.DEMO_DATA:
        return ""
    notice = _("本站为演示，活动与统计数据均为虚构。")
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and second_factor_waived(user):
        notice += _("您用的是演示账号，免设动态码；正式账号办理业务须设动态码。")
    return notice


@csrf_exempt  # as for the language: a page without a token can be shared
@require_POST
def set_print_size(request: HttpRequest) -> HttpResponse:
    """Switch large print on (`large=1`) or off, and go back to the page named by `next`."""
    response = HttpResponseRedirect(_way_back(request))
    if request.POST.get("large") == "1":
        response.set_cookie(
            LARGE_COOKIE, "1", max_age=_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
        )
    else:
        response.delete_cookie(LARGE_COOKIE, samesite="Lax")
    return response


@csrf_exempt  # a choice of language harms nobody; without a token a public page is the same for everyone
def choose_language(request: HttpRequest) -> HttpResponse:
    """Django's own choice of language, kept with the account too: messages go out in it."""
    response = set_language(request)
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    return response


def _way_back(request: HttpRequest) -> str:
    """The page the person came from, if it is one of ours; else the home page."""
    for candidate in (request.POST.get("next", ""), request.META.get("HTTP_REFERER", "")):
        if candidate and url_has_allowed_host_and_scheme(
            candidate, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            return candidate
    return "/"
