"""Settings of Carnet, each read from the environment; `docs/how-to/deploy.md` lists them."""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]
SOURCE_DIR = Path(__file__).resolve().parent
DATA_DIR = Path(os.environ.get("CARNET_DATA", BASE_DIR / "var")).resolve()
# The file of the embedded database is nobody else's to read.
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def flag(name: str, default: str = "0") -> bool:
    return os.environ.get(name, default).lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    return os.environ.get(name, default).replace(",", " ").split()


def secret_key() -> str:
    """The key of the environment, else one made once and kept beside the data, readable by its owner only."""
    if key := os.environ.get("CARNET_SECRET_KEY"):
        return key
    path = DATA_DIR / "secret_key"
    try:
        # Path.open takes no descriptor, and the mode must be right from the first byte.
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:  # noqa: PTH123
            new.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


DEBUG = flag("CARNET_DEBUG")
SECRET_KEY = secret_key()
ALLOWED_HOSTS = words("CARNET_ALLOWED_HOSTS", "127.0.0.1 localhost [::1]")
CSRF_TRUSTED_ORIGINS = words("CARNET_TRUSTED_ORIGINS")
PUBLIC_URL = os.environ.get("CARNET_PUBLIC_URL", "http://127.0.0.1:8000")

ROOMS = [
    "carnet.foundation.accounts",
    "carnet.foundation.workspaces",
    "carnet.foundation.audit",
    "carnet.foundation.ui",
    "carnet.foundation.administration",
    "carnet.foundation.search",
    "carnet.foundation.jobs",
    "carnet.foundation.law",
    "carnet.foundation.wording",
    "carnet.foundation.geo",
    "carnet.foundation.sirene",
    "carnet.foundation.documents",
    "carnet.foundation.csr",
    "carnet.foundation.fields",
    "carnet.foundation.filters",
    "carnet.foundation.parties",
    "carnet.foundation.tags",
    "carnet.foundation.catalogue",
    "carnet.foundation.agenda",
    "carnet.foundation.consents",
    "carnet.foundation.opportunities",
    "carnet.foundation.interviews",
    "carnet.referential",
    "carnet.prospect.sourcing",
    "carnet.prospect.buying",
    "carnet.prospect.tours",
    "carnet.prospect.mix",
    "carnet.prospect.campaigns",
    "carnet.prospect.calling",
    "carnet.prospect.landing",
    "carnet.prospect.mailing",
    "carnet.prospect.interviewing",
    "carnet.sell.closing",
    "carnet.sell.pipeline",
    "carnet.grow.imports",
    "carnet.grow.quality",
    "carnet.grow.duplicates",
    "carnet.grow.customer_file",
    "carnet.grow.bulk",
    "carnet.grow.privacy",
    "carnet.grow.architecture",
    "carnet.grow.reporting",
    "carnet.api",
    "carnet.web",
]
# A room joins as soon as its folder has an `apps.py`.
ROOMS = [room for room in ROOMS if (SOURCE_DIR.parent / room.replace(".", "/") / "apps.py").exists()]

INSTALLED_APPS = [
    # Words only, which must come before those of Django (« Courriel ») and of allauth.
    "carnet.foundation.accounts.allauth_words",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_tasks",
    *ROOMS,
    # After the rooms: the worker's command is ours (foundation/jobs).
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "carnet.web.middleware.ToastMiddleware",
    "carnet.foundation.workspaces.middleware.WorkspaceMiddleware",
    "carnet.api.middleware.ApiMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "carnet.web.urls"
WSGI_APPLICATION = "carnet.wsgi.application"

_LEAVES = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            SOURCE_DIR / "web/templates",
            *sorted(SOURCE_DIR.glob("**/screens/templates")),
        ],
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _LEAVES)])],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "carnet.foundation.ui.templatetags.carnet",
                "carnet.foundation.ui.templatetags.kept",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
for _module, _processors in {
    "web/context.py": "carnet.web.context.shell",
    "referential/context.py": "carnet.referential.context.margin",
}.items():
    if (SOURCE_DIR / _module).exists():
        TEMPLATES[0]["OPTIONS"]["context_processors"].append(_processors)


# New entries of the search wait in a list that each search reads whole: a short one (kilobytes) halves its cost.
# Who writes many at once lets it grow, and empties it (foundation/search/bulk.py).
PENDING = "-c gin_pending_list_limit=128"


def database(url: str) -> dict[str, object]:
    """`postgres://user:password@host:port/name` for a server; empty for the embedded SQLite of one team."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "carnet.sqlite3",
            # Kept open: to open the file anew and set it up costs more than most queries.
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
                "PRAGMA mmap_size=268435456;PRAGMA cache_size=-32768;",
            },
        }
    parts = urlsplit(url)
    kept = int(os.environ.get("CARNET_DATABASE_KEEP", "600"))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": kept,
        "CONN_HEALTH_CHECKS": True,
        # From its third time on, a prepared query keeps its plan in the server: to plan costs more than to read.
        # Behind a pooler the next query may reach another connection, which knows nothing of the plan.
        "OPTIONS": {"prepare_threshold": 2, "options": PENDING} if kept else {"prepare_threshold": None},
    }


DATABASES = {"default": database(os.environ.get("CARNET_DATABASE_URL", ""))}
# Sign-in limits and used codes must count once for all processes, and there is no other server than the database.
# Ordinary pages never ask it. The bound is high because making room forgets a third of what is counted.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    # CNIL, délibération 2022-100 : 12 characters when nothing else slows the guesser down.
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "carnet.foundation.accounts.forms.NameForm"
# Without a mail server nobody could follow the link: the address is then believed.
ACCOUNT_EMAIL_VERIFICATION = os.environ.get(
    "CARNET_EMAIL_VERIFICATION", "mandatory" if os.environ.get("CARNET_SMTP_HOST") else "none"
)
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_ADAPTER = "carnet.foundation.accounts.adapter.AccountAdapter"
# A password or a key that changes is told by mail: its owner may not be who did it.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "carnet.foundation.accounts.forms.KeyForm"}
# Browsers offer passkeys on http://localhost too, and only there.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PUBLIC_URL.startswith("http://")
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "carnet.foundation.accounts.lockout.username"
AXES_LOCKOUT_CALLABLE = "carnet.foundation.accounts.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True

SOCIALACCOUNT_ADAPTER = "carnet.foundation.accounts.adapter.SocialAdapter"
# A form that leads to the provider would need its host in the CSP's form-action; a link does not.
SOCIALACCOUNT_LOGIN_ON_GET = True
# The provider is the operator's own: an address that it has verified opens the account of that address.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {}
if _oidc := os.environ.get("CARNET_OIDC_SERVER"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "sso",
                "name": os.environ.get("CARNET_OIDC_NAME", "SSO"),
                "client_id": os.environ.get("CARNET_OIDC_CLIENT", ""),
                "secret": os.environ.get("CARNET_OIDC_SECRET", ""),
                "settings": {"server_url": _oidc},
            }
        ]
    }

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("CARNET_SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = os.environ.get("CARNET_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("CARNET_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("CARNET_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("CARNET_SMTP_PASSWORD", "")
EMAIL_USE_TLS = flag("CARNET_SMTP_TLS", "1")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("CARNET_FROM_EMAIL", "Carnet <carnet@localhost>")

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
TIME_ZONE = "Europe/Paris"
USE_I18N = USE_TZ = True
# An address typed without a scheme is https, as Django will take it from 6.0 on.
FORMS_URLFIELD_ASSUME_HTTPS = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("CARNET_STATIC_ROOT", BASE_DIR / "static_root"))
STATICFILES_DIRS = [("vendor", path) for path in [BASE_DIR / "assets/vendor"] if path.exists()]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = flag("CARNET_LIVE_ASSETS") or not STATIC_ROOT.exists()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_AUTOREFRESH
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
CARNET_IMPORT_MAX_MB = int(os.environ.get("CARNET_IMPORT_MAX_MB", "150"))
CARNET_IMPORT_KEEP_DAYS = int(os.environ.get("CARNET_IMPORT_KEEP_DAYS", "30"))
CARNET_COMPANY_SEARCH_URL = os.environ.get("CARNET_COMPANY_SEARCH_URL", "")
# Optional: a Spark cluster that looks through the register, spark://host:7077.
CARNET_SPARK_URL = os.environ.get("CARNET_SPARK_URL", "")
CARNET_ROUTING_URL = os.environ.get("CARNET_ROUTING_URL", "")
CARNET_ROUTING_KIND = os.environ.get("CARNET_ROUTING_KIND", "osrm")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "carnet.foundation.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SECURE_HSTS_SECONDS = 31536000 if PUBLIC_URL.startswith("https://") else 0
if flag("CARNET_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    AXES_IPWARE_PROXY_COUNT = ALLAUTH_TRUSTED_PROXY_COUNT = 1

SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("CARNET_LOG_LEVEL", "WARNING")},
}
