"""For which hall a staff page looks."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.timezone import localdate

from guanlian.accounts import scope
from guanlian.network.halls import Hall


def own_halls(request: HttpRequest) -> list[Hall]:
    """The halls where the person's reach begins today."""
    return scope.top_halls(request.user, localdate())


def hall_in_view(request: HttpRequest, capability: str = "standard.view") -> Hall:
    """The hall that the page is about: the one named in the address, else the person's own. Raises NotYours."""
    code, today = request.GET.get("hall", ""), localdate()
    if code:
        hall = Hall.objects.filter(code=code).first()
        if hall is not None:
            scope.require(request.user, capability, hall, today)
            return hall
    return own_halls(request)[0]
