"""Small shapings of values for components."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from guanlian.web import posters

register = template.Library()

WEEKDAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))


@register.simple_tag
def poster(code: str, kind: str, title: str, small: bool = False) -> SafeString:
    """The drawn poster of an activity: see `posters.draw`."""
    return posters.draw(code=code, kind=kind, title=title, small=bool(small))


@register.simple_tag
def described(field: BoundField, hint: str = "") -> SafeString:
    """The field's widget, tied to its help (or `hint`) and its errors for screen readers."""
    told = [f"{field.auto_id}_helptext"] if hint or field.help_text else []
    if field.errors:
        told.append(f"{field.auto_id}_error")
    in_fieldset = field.field.widget.use_fieldset
    return field.as_widget(attrs={"aria-describedby": " ".join(told)} if told and not in_fieldset else None)


@register.filter
def chart_rows(data: Mapping[str, Any]) -> Iterable[tuple[str, list[Any]]]:
    """A chart's data as table rows: (category, one value per series)."""
    columns = [series["data"] for series in data["series"]]
    for n, category in enumerate(data["categories"]):
        yield category, [column[n] for column in columns]


@register.simple_tag(takes_context=True)
def page_address(context: Context, number: int) -> str:
    """This page's address with another page number, its other parts kept."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def weekday(day: date) -> StrOrPromise:
    """The short name of the day of the week."""
    return WEEKDAYS[day.weekday()]


@register.filter
def page_range(page: Any) -> Iterable[int | str]:
    """The page numbers to offer around a Django page, with '…' where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
