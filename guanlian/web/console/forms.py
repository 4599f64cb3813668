"""Forms of the staff's standard pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class StatementForm(forms.Form):
    """How a hall stands on a clause that nothing counts: whether it holds, and the circumstances in words."""

    holds = forms.ChoiceField(
        label=_("全年做到了吗"),
        choices=[("yes", _("做到了")), ("no", _("没有完全做到"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("情况说明"),
        help_text=_("已按台账里的开放时间和闭馆记录起草，请核对修改。说明会公开。"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=2000,
    )
