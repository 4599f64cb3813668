"""Database refusals told in words: which register, what it asks for."""

from __future__ import annotations

from django.db import IntegrityError
from django.db.utils import DataError, InternalError
from django.utils.translation import gettext as _

from guanlian.kernel.registers import Register

DATABASE_SAYS_NO = (IntegrityError, DataError, InternalError)


def in_words(register: Register, refusal: Exception) -> str:
    """What the database objected to, as a sentence."""
    diagnosis = getattr(refusal.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    sentence = register.sentence(name)
    if sentence:
        return sentence
    message = getattr(diagnosis, "message_primary", None) or ""
    for known, words in register.words.items():
        if known in message:
            return str(words)
    if name.endswith(("_code_key", "_code_uniq")):
        return _("编号已被使用")
    return _("数据库不接受这条记录：%s") % (name or message or refusal)
