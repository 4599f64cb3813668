"""Addresses of the standard's pages, for rows that are made while a page is drawn."""

from collections.abc import Mapping

from django import template

from guanlian.assessment.showing import Shown
from guanlian.web.standard import rows
from guanlian.web.standard.doing import record_address

register = template.Library()


@register.simple_tag
def hall_standard(code: str, query: Mapping[str, str]) -> str:
    """The address of a hall's standard, asking the same question."""
    return rows.hall_address(code, query)


@register.filter
def words(text: str) -> list[str]:
    """The words of `text`, for a loop over what is named in the template."""
    return text.split()


@register.simple_tag
def record_in_console(seen: Shown) -> str:
    """Where staff open an activity that is shown; nothing where that page doesn't exist."""
    return record_address("programme.Activity", seen.code)
