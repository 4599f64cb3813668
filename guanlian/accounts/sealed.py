"""Small secrets at rest: encrypted under keys made from the installation's SECRET_KEY."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def encrypt(text: str) -> str:
    """`text`, readable only with this installation's SECRET_KEY."""
    return _box().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """What `encrypt` was given, also under an earlier key listed in SECRET_KEY_FALLBACKS.

    Raises cryptography.fernet.InvalidToken for anything else.
    """
    return _box().decrypt(token.encode()).decode()


def _box() -> MultiFernet:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(str(secret))) for secret in secrets])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"guanlian.sealed:" + secret.encode()).digest())
