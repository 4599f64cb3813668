"""What the door says, in words large enough for arm's length: the same from the server and from the script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from guanlian.programme.attending import Answer, Outcome
from guanlian.web.portal.words import clock


@dataclass(frozen=True)
class Said:
    """An answer as the panel shows it: `mark` (its shape and colour), a headline, a line, what can be done."""

    mark: str
    head: str
    line: str
    code: str = ""
    party: list[tuple[str, str]] | None = None
    can_let_in: bool = False


def said(outcome: Outcome) -> Said:
    """An outcome in words."""
    texts = script_words()
    when = clock(localtime(outcome.at)) if outcome.at else ""
    party = list(outcome.party)
    match outcome.answer:
        case Answer.IN:
            return Said("in", outcome.name, texts["in"], outcome.code, party)
        case Answer.WALK_IN:
            return Said("walk_in", outcome.name, texts["walk_in"], outcome.code, party)
        case Answer.ALREADY:
            line = texts["already_elsewhere"] if outcome.elsewhere else texts["already"]
            return Said("already", outcome.name, line.replace("{when}", when), outcome.code)
        case Answer.UNDONE:
            return Said("undone", outcome.name, texts["undone"], outcome.code)
        case Answer.OTHER:
            return Said("other", texts["other"], outcome.note, outcome.code, can_let_in=True)
        case Answer.REFUSED:
            return Said("other", texts["refused"], outcome.note, outcome.code)
    return Said("unknown", texts["unknown"], texts["unknown_line"], outcome.code, can_let_in=True)


def script_words() -> dict[str, Any]:
    """Every text of the page's script, in the reader's language; {when}, {n}, {name} are filled there."""
    return {
        "in": _("请进"),
        "walk_in": _("没有名额，按直接到场请进"),
        "already": _("{when} 已经签过到"),
        "already_elsewhere": _("{when} 已在另一台手机上签到"),
        "undone": _("签到已撤销"),
        "other": _("不是这一场的票"),
        "refused": _("这一条没有记上"),
        "unknown": _("没有这张票"),
        "unknown_line": _("请看清编号再试；人已到场，可以按直接到场放行。"),
        "not_a_code": _("读到的不是票号"),
        "checking": _("正在核对……"),
        "offline_unknown": _("手机里的名单没有这张票"),
        "offline_unknown_line": _("现在没有网络，核对不了。可以先放行，联网后自动核对。"),
        "let_in": _("放行，记 1 人"),
        "let_in_done": _("已放行，记 1 人"),
        "together": _("同行 {n} 人一起进"),
        "party": _("同行还有 {n} 人：{name}"),
        "party_in": _("同行 {n} 人都已签到"),
        "online": _("已联网"),
        "sending": _("正在发送 {n} 条"),
        "offline": _("没有网络 · {n} 条待发"),
        "offline_none": _("没有网络 · 照常签到"),
        "sign_in": _("请重新登录，{n} 条等着发送"),
        "waiting_note": _("没有网络。签到和人数存在这台手机上，联网后自动发送，请别清除浏览器数据。"),
        "ready": _("对准票上的二维码"),
        "no_camera": _("打不开相机。请在浏览器里允许使用相机，或输入票号。"),
        "no_list": _("这台手机还没有名单，联网后再离线使用。"),
        "ticked": _("{when} 到场"),
        "tick": _("签到"),
        "undo": _("撤销"),
        "no_place": _("没有名额"),
        "nobody": _("名单里没有这样的人"),
        "now_first": _("{name}：另一台手机 {when} 先签到，只算一次"),
        "not_taken": _("{name} 没有记上：{note}"),
        "close_first": _("还有 {n} 条没有发送，先联网再结束签到。"),
        "sound_on": _("声音：开"),
        "sound_off": _("声音：关"),
        "torch_on": _("关手电"),
        "torch_off": _("开手电"),
        "camera_on": _("打开相机"),
        "camera_off": _("关相机"),
    }
