"""What every page of the registers asks first: who is here, which halls they see, what is meant."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache

from guanlian.accounts import scope, workbooks
from guanlian.accounts.scope import NotYours
from guanlian.kernel.registers import Register, UnknownRegister, register_called
from guanlian.network.halls import Hall, HallQuerySet


def staff_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for people who may see registers somewhere; what a use case refuses for want of a right becomes a 403."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not scope.may_anywhere(request.user, "register.view", localdate()):
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except NotYours as refusal:
            return render(request, "403.html", {"why": str(refusal)}, status=403)

    return never_cache(login_required(guarded))


def reach(request: HttpRequest, right: str = "register.view") -> HallQuerySet:
    """The halls at which the person has the right today."""
    return scope.halls_for(request.user, right, localdate())


def require_anywhere(request: HttpRequest, right: str) -> None:
    """Refuse the page to who has the right nowhere."""
    if not scope.may_anywhere(request.user, right, localdate()):
        raise PermissionDenied


def find_register(slug: str) -> Register:
    """The register of that name; 404 for one that does not exist or is only looked at elsewhere."""
    try:
        register = register_called(slug)
    except UnknownRegister as unknown:
        raise Http404 from unknown
    if register.read_only:
        raise Http404
    return register


def find_record(request: HttpRequest, register: Register, ref: str) -> Any:
    """The record by its code (or number, where records have no code), if the person may see its hall; else 404."""
    if register.has_code:
        wanted = {"code": ref}
    elif ref.isdigit():
        wanted = {"pk": ref}
    else:
        raise Http404
    record = register.within(reach(request)).filter(**wanted).select_related("hall").first()
    if record is None:
        raise Http404
    return record


def ref_of(register: Register, record: Any) -> str:
    """How the record is named in addresses."""
    return record.code if register.has_code else str(record.pk)


def hidden_columns(request: HttpRequest, register: Register, hall: Hall) -> tuple[str, ...]:
    """The personal columns of the hall's records that the person may not see."""
    person: Any = request.user
    return tuple(register.personal) if workbooks.hides(person, register)({"hall": hall.code}) else ()


def title_of(request: HttpRequest, register: Register, record: Any) -> str:
    """What a page or message calls the record: never a name that the person may not see."""
    return ref_of(register, record) if hidden_columns(request, register, record.hall) else str(record)


def may_edit(request: HttpRequest, register: Register, hall: Hall) -> bool:
    """Whether the person may change the hall's records of this register."""
    return scope.may(request.user, register.edit, hall, localdate())
