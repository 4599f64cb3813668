"""Digital resources, with their Dublin Core fields (title, creator, subject, date, publisher, rights, identifier)."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.creation.models import DigitalItem, DigitalProject
from guanlian.web.portal import addresses
from guanlian.web.portal.caching import public_page

PUBLIC = "what halls have digitised is published"


@public_page
def digital(request: HttpRequest) -> HttpResponse:
    """Items by words and subject, the newest first; projects with how many items each has."""
    today = timezone.localdate()
    items = DigitalItem.objects.standing().everywhere(because=PUBLIC).filter(digitised_on__lte=today)
    subjects = items.exclude(subject="").order_by().values("subject").annotate(n=Count("pk")).order_by("-n", "subject")
    names = [row["subject"] for row in subjects[:12]]
    found = items
    if subject := addresses.one_of(request, "subject", names):
        found = found.filter(subject=subject)
    project = (
        DigitalProject.objects.standing().everywhere(because=PUBLIC).filter(code=request.GET.get("project", "")).first()
    )
    if project is not None:
        found = found.filter(project=project)
    words = addresses.words(request)
    for word in words.split():
        found = found.filter(
            Q(title__icontains=word)
            | Q(creator__icontains=word)
            | Q(subject__icontains=word)
            | Q(hall__name__icontains=word)
        )
    page = addresses.page_of(request, found.select_related("hall", "project").order_by("-digitised_on", "code"))
    projects = DigitalProject.objects.standing().everywhere(because=PUBLIC).select_related("hall")
    standing_items = Count("items", filter=Q(items__withdrawn_at=None))
    context = {
        "page": page,
        "total": page.paginator.count,
        "words": words,
        "subject": subject,
        "project": project,
        "subjects": addresses.options(request, "subject", [(name, name) for name in names], _("全部")),
        "projects": projects.annotate(n=standing_items).order_by("-n", "code")[:12],
        "kept": [(name, request.GET[name]) for name in ("subject", "project") if request.GET.get(name)],
        "clear": reverse("portal:digital") if request.GET else "",
    }
    return render(request, "web/portal/digital.html", context)
