"""Tags of the page's frame: menus and icons."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate

from guanlian.accounts import scope
from guanlian.web import navigation

register = template.Library()

ICONS = {
    "house": '<path d="M3 11.5 12 4l9 7.5M5.5 10v9.5h13V10M10 19.5v-5h4v5"/>',
    "lantern": '<path d="M12 2.5v3M9 5.5h6M9 18.5h6M12 18.5v3.5"/><ellipse cx="12" cy="12" rx="7" ry="6.5"/>'
    '<path d="M12 5.5v13M9.3 6q-2.6 6 0 12M14.7 6q2.6 6 0 12"/>',
    "room": '<path d="M4 20.5V4.5h16v16M2.5 20.5h19M9 20.5v-10h6v10M13 15.2v1"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c.8-4.2 4-6.2 8-6.2s7.2 2 8 6.2"/>',
    "book": '<path d="M4 5.2c3-1 5.5-.8 8 .8 2.5-1.6 5-1.8 8-.8v13.6c-3-1-5.5-.8-8 .8-2.5-1.6-5-1.8-8-.8zM12 6v13.6"/>',
    "gauge": '<path d="M3 15h18M3 15V9M21 15V9M3 11q2.25-2 4.5 0t4.5 0 4.5 0 4.5 0M16 5v4"/>',
    "letter": '<path d="M3.5 6h17v12.5h-17zM4 6.5l8 6.5 8-6.5"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """The line drawing of that name, 24 by 24, in the colour of the text; nothing for an unknown name."""
    paths = ICONS.get(name)
    if paths is None:
        return mark_safe("")
    return mark_safe(
        '<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6" '
        f'stroke-linecap="round" stroke-linejoin="round">{paths}</svg>'
    )


@register.simple_tag(takes_context=True)
def menu_links(context: Context, menu: str) -> list[navigation.Link]:
    """The entries of a menu (public, more, foot, tabs, console_tabs) for this page."""
    places = {
        "public": navigation.PUBLIC,
        "more": navigation.MORE,
        "foot": navigation.FOOT,
        "tabs": navigation.TABS,
        "console_tabs": navigation.CONSOLE_TABS,
    }[menu]
    return navigation.links(places, path=_path(context), section=context.get("section") or "")


@register.simple_tag(takes_context=True)
def menu_groups(context: Context) -> list[navigation.LinkGroup]:
    """The groups of the staff's rail for this page, without the pages that are closed to whoever looks."""
    request = context.get("request")
    user = getattr(request, "user", None)
    rights = scope.rights_of(user, localdate()) if user is not None else None
    section = context.get("section") or ""
    return navigation.groups(navigation.CONSOLE, path=_path(context), section=section, rights=rights)


@register.simple_tag(takes_context=True)
def here(context: Context) -> str:
    """This page's path with its query, to come back to."""
    request = context.get("request")
    return request.get_full_path() if request is not None else "/"


@register.simple_tag
def address(url_name: str) -> str:
    """The address of that name, or nothing where that page does not exist yet."""
    return navigation.href_of(url_name) or ""


def _path(context: Context) -> str:
    request = context.get("request")
    return request.path if request is not None else ""
