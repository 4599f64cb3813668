"""Settings of the tests: the same product on a throw-away database, quicker passwords, files as built."""

import os

from guanlian.launch import throwaway

os.environ["DATABASE_URL"] = throwaway.url()

from guanlian.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
GUANLIAN_SMS_BACKEND = "guanlian.accounts.sms.MemoryBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Tests change what a page shows and look at once; the shelf's own tests put it back.
MIDDLEWARE = [name for name in MIDDLEWARE if name != "guanlian.web.shelf.PageShelf"]  # noqa: F405
PAGES_ALIKE = False
UNMET_EVERY = 0
