"""Django's settings for one newsroom, all derived from its folder and a few variables of the environment.

What is unsafe in earnest is refused here or by a system check, never left to a comment.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from tamizdat import env
from tamizdat.postgresql import DESK, PRESS, parts

HOME = env.home()
HERE = Path(__file__).parent

KEYS = HOME / "keys"
SERVER = env.database("DATABASE_URL")  # of PostgreSQL; empty: files of SQLite.  Refused before anything is made
SECRET_KEY = env.secret(HOME)
DEBUG = env.flag("DEBUG", False)
DESK_PORT = env.number("DESK_PORT", 8001, 1, 65535)
DESK_ADDRESS = env.address("DESK_ADDRESS")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *([urlsplit(DESK_ADDRESS).hostname] if DESK_ADDRESS else [])]
CSRF_TRUSTED_ORIGINS = [DESK_ADDRESS] if DESK_ADDRESS else []  # what carries it here may have opened its TLS

INSTALLED_APPS = [
    "tamizdat.desk",
    "tamizdat.press",
    "tamizdat.newsletter",
    "tamizdat.support",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",  # every page of the desk asks for its address; no document can be uploaded or printed
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "allauth",
    "allauth.account",  # the next one's ground; none of its own pages are used
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tamizdat.desk.screens.guard.Guard",
    "tamizdat.desk.screens.hours.NewsroomHours",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "tamizdat.urls"
WSGI_APPLICATION = "tamizdat.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def _sqlite(name: str, synchronous: str) -> dict[str, object]:
    # WAL and IMMEDIATE with a busy timeout: without them half the writes of two processes fail (docs/decisions/0002).
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / name,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,  # seconds
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA cache_size=-32000;",
        },
    }


DATABASES = {
    "default": parts(SERVER, DESK) if SERVER else _sqlite("desk.sqlite3", "FULL"),
    "press": parts(SERVER, PRESS) if SERVER else _sqlite("press.sqlite3", "NORMAL"),
    # Never on a server: whoever has its password has no reader, and no gift.
    "readers": _sqlite("readers.sqlite3", "FULL"),
    "ledger": _sqlite("ledger.sqlite3", "FULL"),
}
DATABASE_ROUTERS = ["tamizdat.databases.Apart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

EDITION = HOME / "edition"
STORE = HOME / "store"
MEDIA_ROOT = HOME / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long story's form has thousands
FILE_UPLOAD_PERMISSIONS = 0o600

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
# What a newsroom may write in.  The desk itself speaks the first two.
LANGUAGES = [
    ("en", "English"),
    ("ru", "Русский"),
    ("ar", "العربية"),
    ("az", "Azərbaycanca"),
    ("be", "Беларуская"),
    ("bg", "Български"),
    ("cs", "Čeština"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("he", "עברית"),
    ("hu", "Magyar"),
    ("hy", "Հայերեն"),
    ("it", "Italiano"),
    ("ka", "ქართული"),
    ("kk", "Қазақша"),
    ("ky", "Кыргызча"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("my", "မြန်မာ"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("sr", "Српски"),
    ("tg", "Тоҷикӣ"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ur", "اردو"),
    ("uz", "Oʻzbekcha"),
    ("vi", "Tiếng Việt"),
]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES[:2]
WAGTAIL_I18N_ENABLED = True
# Without Debian's "localtime", which no browser knows.
WAGTAIL_USER_TIME_ZONES = sorted(name for name in available_timezones() if "/" in name or name == "UTC")

# Different names on different ports: a browser sends cookies to every port of one host.
SESSION_COOKIE_NAME = f"desk-{DESK_PORT}"
CSRF_COOKIE_NAME = f"desk-csrf-{DESK_PORT}"
LANGUAGE_COOKIE_NAME = f"desk-language-{DESK_PORT}"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = DESK_ADDRESS.startswith("https:")
LOGIN_URL = "/sign-in/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("UserAttributeSimilarityValidator", {}),
        ("CommonPasswordValidator", {}),
    )
]
# Passkeys ask for finger or PIN each time: so one is two factors.
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "Tamizdat"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the preview is framed by the desk itself

WAGTAIL_SITE_NAME = "Tamizdat"
WAGTAILADMIN_BASE_URL = f"http://localhost:{DESK_PORT}"
SITE_HERE = f"http://localhost:{DESK_PORT - 1}"  # where `serve` shows the printed paper on this machine
# The desk calls nobody: no update check, no what's-new, no Gravatar, no embeds.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAILIMAGES_IMAGE_MODEL = "desk.Photo"
WAGTAILIMAGES_IMAGE_FORM_BASE = "tamizdat.desk.screens.photo_form.PhotoForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 40 * 1024 * 1024  # bytes
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "heic", "heif", "avif"]
FILE_UPLOAD_MAX_MEMORY_SIZE = WAGTAILIMAGES_MAX_UPLOAD_SIZE  # an unstripped photo never touches the disk
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_MODERATION_ENABLED = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "tamizdat.desk.searching"}}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # the desk sends no mail; the outbox will

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # A screen asks for thirty files at once; that they wait a moment for a thread is nobody's worry.
    "loggers": {"waitress.queue": {"level": "ERROR"}},
}
