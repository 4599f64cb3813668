"""Addresses of pages of other areas, where they exist."""

from django import template
from django.urls import NoReverseMatch, reverse

register = template.Library()


@register.simple_tag
def page_of(name: str, *args: str) -> str:
    """The address of that name with its arguments; empty where the page does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
