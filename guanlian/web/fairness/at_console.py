"""The staff's page of absences, restrictions and appeals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from guanlian.accounts.models import User
from guanlian.programme import absences, appealing, conduct_overview
from guanlian.programme.conduct import Absence, Appeal
from guanlian.programme.rules import rules
from guanlian.web.console.access import reach, require_anywhere, staff_page

RIGHT = "restriction.decide"
A_PAGE = 10  # sessions


class AnswerForm(forms.Form):
    """What the hall decides on an appeal, and why."""

    grant = forms.TypedChoiceField(
        label=gettext_lazy("决定"),
        choices=[("1", gettext_lazy("采纳，马上恢复网上报名")), ("0", gettext_lazy("维持限制"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    excuse = forms.MultipleChoiceField(
        label=gettext_lazy("这些缺席不再计"), required=False, widget=forms.CheckboxSelectMultiple
    )
    answer = forms.CharField(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy("原样发给申诉人。"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, missed: list[Absence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(n), f"{each.on:%Y-%m-%d} {each.session.activity.title}") for n, each in enumerate(missed)]
        self.fields["excuse"].choices = choices  # type: ignore[attr-defined]


@staff_page
def conduct(request: HttpRequest) -> HttpResponse:
    """Appeals due, absences by session, restrictions in force."""
    require_anywhere(request, RIGHT)
    return _page(request)


@staff_page
@require_POST
def excuse(request: HttpRequest) -> HttpResponse:
    """Have the ticked absences, or those of a whole session, not count."""
    require_anywhere(request, RIGHT)
    assert isinstance(request.user, User)
    why, whole = request.POST.get("why", "").strip(), request.POST.get("session", "")
    ticked = [pair for text in request.POST.getlist("absence") if (pair := _pair(text))]
    if not why:
        return _page(request, refusal=_("请写明不计的原因，如“生病”“台风”：本人会看到。"), ticked=ticked, status=422)
    named: dict[str, Any] = {"why": why, "by": request.user, "on": localdate()}
    try:
        if pair := _pair(whole):
            done = absences.excuse_session(activity=pair[0], number=pair[1], **named)
        else:
            done = absences.excuse(tickets=ticked, **named)
    except absences.NothingToExcuse as refusal:
        return _page(request, refusal=str(refusal), why=why, status=409)
    n = len(done)
    messages.success(request, ngettext("%(n)s 次缺席已免计。", "%(n)s 次缺席已免计。", n) % {"n": n})
    return redirect("console:conduct")


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """One appeal: what was said, on what the restriction stands, the answer."""
    assert isinstance(request.user, User)
    found = conduct_overview.find_appeal(reach(request, RIGHT).order_by().values("pk"), code)
    if found is None:
        raise Http404
    missed = conduct_overview.absences_of(found.restriction)
    form = AnswerForm(request.POST or None, missed=missed, initial={"excuse": [str(n) for n in range(len(missed))]})
    if request.method != "POST" or not form.is_valid():
        return _appeal(request, found, missed, form, status=422 if form.errors else 200)
    try:
        appealing.decide(
            appeal=found.pk,
            grant=form.cleaned_data["grant"],
            answer=form.cleaned_data["answer"],
            by=request.user,
            on=localdate(),
            excuse=[missed[int(n)].pk for n in form.cleaned_data["excuse"]],
        )
    except appealing.CannotDecide as refusal:
        return _appeal(request, found, missed, form, refusal=str(refusal), status=409)
    messages.success(request, _("已答复，本人会收到消息。"))
    return redirect("console:conduct")


def _appeal(
    request: HttpRequest,
    found: Appeal,
    missed: list[Absence],
    form: AnswerForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "section": "console:conduct",
        "appeal": found,
        "restriction": found.restriction,
        "missed": missed,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "web/fairness/appeal.html", context, status=status)


def _page(
    request: HttpRequest, *, refusal: str = "", why: str = "", ticked: Any = (), status: int = 200
) -> HttpResponse:
    on = localdate()
    halls = reach(request, RIGHT).order_by().values("pk")
    page = Paginator(conduct_overview.sessions(halls, on), A_PAGE).get_page(request.GET.get("page"))
    missed = conduct_overview.absences_at(list(page.object_list))
    context = {
        "section": "console:conduct",
        "appeals": conduct_overview.appeals_due(halls, on),
        "page": page,
        "rows": [(session, missed[session.pk]) for session in page.object_list],
        "running": conduct_overview.in_force(halls, on),
        "rules": rules(),
        "refusal": refusal,
        "why": why,
        "ticked": {f"{code}:{number}" for code, number in ticked},
    }
    return render(request, "web/fairness/console.html", context, status=status)


def _pair(text: str) -> tuple[str, int] | None:
    """A code and the number of a session, as the page names an absence."""
    code, _colon, number = text.rpartition(":")
    return (code, int(number)) if code and number.isdigit() and len(number) < 6 else None
