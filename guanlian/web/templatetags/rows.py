"""Addresses of the standard's pages, for rows that are made while a page is drawn."""

from collections.abc import Mapping

from django import template

from guanlian.web.standard import rows

register = template.Library()


@register.simple_tag
def hall_standard(code: str, query: Mapping[str, str]) -> str:
    """The address of a hall's standard, asking the same question."""
    return rows.hall_address(code, query)
