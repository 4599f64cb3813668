"""Every component in every state on one page, at /_gallery/: only where DEBUG is on, for screenshots and axe."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

PAGES = ("parts", "figures", "forms", "posters", "charts")


def gallery(request: HttpRequest, page: str = "parts") -> HttpResponse:
    """One page of the gallery; an unknown name gets the first one."""
    page = page if page in PAGES else PAGES[0]
    return render(request, f"gallery/{page}.html", {"title": _("部件"), "pages": PAGES, "page": page})


urlpatterns = [
    path("_gallery/", gallery, name="gallery"),
    path("_gallery/<slug:page>/", gallery, name="gallery_page"),
]
