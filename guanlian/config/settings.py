"""Settings. Every value that differs between installations is a typed environment variable."""

from pathlib import Path

import environs
import pgtrigger
from django.utils.translation import gettext_lazy as _

from guanlian.config.sign_in import *  # noqa: F403
from guanlian.launch import paths
from guanlian.launch.database import database_settings

env = environs.Env()
env.read_env()

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = env.bool("GUANLIAN_DEBUG", False)
SECRET_KEY = env.str("GUANLIAN_SECRET_KEY", "") or paths.secret_key()
ALLOWED_HOSTS = env.list("GUANLIAN_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("GUANLIAN_ORIGINS", [])
PUBLIC_URL = env.str("GUANLIAN_PUBLIC_URL", "http://127.0.0.1:8000")
STANDARD_PACK = env.str("GUANLIAN_STANDARD", "jiaxing-2015")  # the standard that pages show unless asked for another
IMPORT_MAX_BYTES = env.int("GUANLIAN_IMPORT_MAX_MB", 20) * 1024 * 1024

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_cotton",
    "django_vite",
    "guanlian.kernel",
    "guanlian.holds",
    "guanlian.network",
    "guanlian.accounts",
    "guanlian.messaging",
    "guanlian.staffing",
    "guanlian.community",
    "guanlian.booking",
    "guanlian.programme",
    "guanlian.delivery",
    "guanlian.coordination",
    "guanlian.creation",
    "guanlian.content",
    "guanlian.assessment",
    "guanlian.demo",
    "guanlian.web",
]

MIDDLEWARE = [
    "guanlian.web.shelf.PageShelf",
    "guanlian.web.queueing.Queue",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "guanlian.accounts.middleware.Account",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "guanlian.web.returning.Returning",
    "guanlian.accounts.middleware.StaffGuard",
    "guanlian.accounts.middleware.ChangeReason",
]

ROOT_URLCONF = "guanlian.config.urls"
WSGI_APPLICATION = "guanlian.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "web" / "templates"],  # before the templates of installed packages
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "guanlian.web.preferences.context",
            ],
        },
    }
]

DATABASES = {"default": database_settings(env.str("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Mail is printed to the worker's log until a server is named.
EMAIL_HOST = env.str("GUANLIAN_EMAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = env.int("GUANLIAN_EMAIL_PORT", 587)
EMAIL_HOST_USER = env.str("GUANLIAN_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.str("GUANLIAN_EMAIL_PASSWORD", "")
EMAIL_USE_SSL = env.bool("GUANLIAN_EMAIL_SSL", False)
EMAIL_USE_TLS = env.bool("GUANLIAN_EMAIL_STARTTLS", not EMAIL_USE_SSL)
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env.str("GUANLIAN_EMAIL_FROM", "guanlian@localhost")

# Shared by all processes: rate limits must count what every one of them sees.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "guanlian_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# A rush, in each web process: how many who want places of one activity (or one venue) are served at once, and of all
# such; how many may wait in line for one; how many seconds. Fewer at once than the pool has connections, so that
# browsing always finds one.
RUSH_AT_ONCE = env.int("GUANLIAN_RUSH_AT_ONCE", 2)
RUSH_TOGETHER = env.int("GUANLIAN_RUSH_TOGETHER", 3)
RUSH_LONGEST_LINE = env.int("GUANLIAN_RUSH_LONGEST_LINE", 256)
RUSH_PATIENCE = env.float("GUANLIAN_RUSH_PATIENCE", 10.0)
RUSH_YIELDS = env.float("GUANLIAN_RUSH_YIELDS", 0.03)  # seconds at most, before each one in line, to pages being made
PAGES_ALIKE = True  # whoever has signed in gets public pages from memory too (web/portal/alike.py)
UNMET_EVERY = 2.0  # seconds between two writings of how many met a full class; 0: at once

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

SITE = {
    "name": env.str("GUANLIAN_SITE_NAME", "") or _("嘉兴文化馆"),
    "network": env.str("GUANLIAN_NETWORK_NAME", "") or _("嘉兴市文化馆总分馆服务体系"),
    "operator": env.str("GUANLIAN_OPERATOR", "") or _("嘉兴市文化馆（中心馆）"),
    "licence": env.str("GUANLIAN_ICP_LICENCE", "") or _("备案号由部署单位填写"),
}
DEMO_DATA = env.bool("GUANLIAN_DEMO_DATA", True)

# A component sees only what it is given, besides what every page is told.
COTTON_ISOLATE_BY_DEFAULT = True
DJANGO_VITE = {
    "default": {
        "manifest_path": BASE_DIR / "web" / "static" / "dist" / "manifest.json",
        "static_url_prefix": "dist",
    }
}

STATIC_URL = "static/"
STATIC_ROOT = paths.VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = paths.VAR / "media"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "guanlian.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# History: who, when, why — kept by triggers; its rows can't be changed.
PGHISTORY_APPEND_ONLY = True
PGHISTORY_LEVEL = pgtrigger.Statement

# Triggers are installed as a whole after each migration: the models are their one source, and a fresh
# database is ready in seconds (a trigger a migration re-renders every model, which takes minutes).
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True

# Tasks besides those in each room's tasks.py.
PROCRASTINATE_IMPORT_PATHS = ["guanlian.programme.rolls_tasks", "guanlian.community.volunteers_tasks"]

# Faults go to the standard error of the process, with their traceback; the page only says that something is wrong.
# A refusal (4xx) and "many are asking" (503) are answers, no faults.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "faults": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: getattr(record, "status_code", 500) != 503,
        }
    },
    "loggers": {"django.request": {"level": "ERROR", "filters": ["faults"]}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
