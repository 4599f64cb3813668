"""Changing the network: a form, a preview of every hall that would change, a confirmation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.accounts import reshaping, scope
from guanlian.network import restructuring
from guanlian.network.directory import Directory, Entry, directory_on
from guanlian.network.halls import Hall, Tier
from guanlian.network.restructuring import Effect, NewHall, Plan, Refused
from guanlian.web.console.access import staff_page
from guanlian.web.network.forms import Opening, Since, Splitting, ToHall, above, same_tier, tier_below, tomorrow

Planner = Callable[[Any], Plan]


def kinds() -> dict[str, tuple[str, str]]:
    """The changes: what each is called and what it does."""
    return {
        "merge": (_("并入别的馆"), _("本馆停办，由同级的另一个馆承接；它之下的馆一并划过去，全年记录计入承接馆。")),
        "reparent": (_("改属上级"), _("本馆连同下级，改由另一个上级馆管理。")),
        "split": (_("分设新馆"), _("从本馆分出一个同级的新馆，可以带走一部分下级馆；本馆继续办。")),
        "open": (_("新设下级馆"), _("在本馆之下新设一个馆。")),
        "close": (_("停办"), _("本馆退出网络，没有馆承接。之下还有馆的，须先改属。")),
    }


@staff_page
def change(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """One kind of change of the hall with that code; `step` in the form is preview or confirm."""
    if kind not in kinds():
        raise Http404
    hall = get_object_or_404(Hall, code=code)
    today = timezone.localdate()
    scope.require(request.user, "network.edit", hall, today)
    directory = directory_on(today)
    entry = directory.entries.get(hall.pk)
    if entry is None or (kind == "open" and tier_below(entry.tier) is None):
        raise Http404
    form = _form(request, kind, directory, entry)
    context: dict[str, Any] = {
        "hall": hall, "entry": entry, "kind": kind, "title": kinds()[kind][0], "what": kinds()[kind][1], "form": form,
        "kinds": [(k, words[0], k == kind) for k, words in kinds().items() if k != "open" or tier_below(entry.tier)],
        "crumbs": [(_("馆与网络"), reverse("console:network"))],
    }  # fmt: skip
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            plan = _plan(kind, hall, entry, form)
            reshaping.require_plan(request.user, plan)  # type: ignore[arg-type]
            if request.POST.get("step") == "confirm":
                reshaping.carry_out(by=request.user, plan=plan, basis=form.cleaned_data["basis"])  # type: ignore[arg-type]
                words = {"day": plan.on.isoformat(), "hall": hall.name, "what": kinds()[kind][0]}
                messages.success(request, _("已办：%(day)s 起，“%(hall)s”%(what)s。从前的样子仍可查看。") % words)
                return redirect("console:network")
            context["preview"] = [_line(effect) for effect in plan.effects]
            context["plan"] = plan
        except Refused as refusal:
            context["refusal"], status = str(refusal), 409
    return render(request, "web/network/change.html", context, status=status)


def _form(request: HttpRequest, kind: str, directory: Directory, entry: Entry) -> Any:
    data = request.POST if request.method == "POST" else None
    initial = {"on": tomorrow(timezone.localdate())}
    if kind == "merge":
        return ToHall(data, initial=initial, choices=same_tier(directory, entry), label=_("并入哪个馆"))
    if kind == "reparent":
        return ToHall(data, initial=initial, choices=above(directory, entry), label=_("改属哪个馆"))
    if kind == "split":
        below = [(e.code, e.name) for e in directory.children[entry.id]]
        return Splitting(data, initial=initial, below=below)
    return Opening(data, initial=initial) if kind == "open" else Since(data, initial=initial)


def _plan(kind: str, hall: Hall, entry: Entry, form: forms.Form) -> Plan:
    data = form.cleaned_data
    on = data["on"]
    if isinstance(form, ToHall):
        other = get_object_or_404(Hall, code=data["other"])
        if kind == "merge":
            return restructuring.plan_merge(hall=hall, into=other, on=on)
        return restructuring.plan_reparent(hall=hall, under=other, on=on)
    if isinstance(form, Splitting):
        moving = list(Hall.objects.filter(code__in=data.get("moving", [])))
        return restructuring.plan_split(hall=hall, parts=[(form.new_hall(), moving)], on=on)
    if isinstance(form, Opening):
        tier = tier_below(entry.tier) or ""
        return restructuring.plan_open(new=form.new_hall(), tier=tier, under=hall, on=on)
    return restructuring.plan_close(hall=hall, on=on)


def _line(effect: Effect) -> dict[str, Any]:
    """One hall of the preview: what it is now, what it is then."""
    link = effect.link
    now = _standing(link.tier, link.parent) if link else _("（新设）")
    if effect.ends:
        then = _("并入%(name)s") % {"name": effect.successor.name} if effect.successor else _("停办")
    else:
        then = _standing(effect.tier or "", effect.parent)
    return {"name": effect.hall.name, "code": effect.hall.code, "now": now, "then": then, "ends": effect.ends}


def _standing(tier: str, parent: Hall | NewHall | None) -> str:
    label = str(Tier(tier).label)
    return f"{label} · {parent.name}" if parent else label
