"""Django's settings: one module, everything that differs between houses from outside.

FULLFOLJ_HOME (var/), DATABASE_URL and DATABASE_OWNER_URL (or the embedded PostgreSQL),
FULLFOLJ_DEMO, FULLFOLJ_HOSTS, FULLFOLJ_ADDRESS, FULLFOLJ_SECRET_KEY (or a file in the
home).
"""

import os
from pathlib import Path

from fullfolj.config.databases import databases
from fullfolj.config.home import home, secret_key

HOME = home()
DEMO = os.environ.get("FULLFOLJ_DEMO") == "1"
SECRET_KEY = secret_key(HOME)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("FULLFOLJ_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
# Where the house is on the web: for links in letters that no page sends.
HOUSE_ADDRESS = os.environ.get("FULLFOLJ_ADDRESS", "").rstrip("/") or (
    "http://localhost:8000" if DEMO else f"https://{ALLOWED_HOSTS[0]}"
)

# Whether a school's system may stand on this very machine, asked without encryption.
SCHOOLS_ON_THIS_MACHINE = DEMO

INSTALLED_APPS = [
    "fullfolj.access",  # before Django's own: its `migrate` is by the owner
    "fullfolj.people",
    "fullfolj.programmes",
    "fullfolj.schooling",
    "fullfolj.kaa",
    "fullfolj.casework",
    "fullfolj.exchange.imports",
    "fullfolj.exchange.begin",
    "fullfolj.exchange.ss12000",
    "fullfolj.nightly",
    "fullfolj.config",
    "fullfolj.core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "template_partials",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fullfolj.core.headers.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Closed, unless a view says that it is open.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "fullfolj.access.signin.session.SessionLimits",
    "allauth.account.middleware.AccountMiddleware",  # mails on commit: stands outside
    "fullfolj.access.middleware.AskingMiddleware",
    "fullfolj.access.signin.middleware.SecondFactor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
AUTH_USER_MODEL = "access.User"
ROOT_URLCONF = "fullfolj.config.urls"
WSGI_APPLICATION = "fullfolj.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fullfolj.core.context.house",
                "fullfolj.access.context.acting",
                "fullfolj.access.signin.methods.sign_in_methods",
            ],
        },
    }
]

# One middleware opens the transaction and says who asks: ATOMIC_REQUESTS stays off.
DATABASES = databases(HOME)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
TIME_ZONE = "Europe/Stockholm"
# A package in parts keeps one catalogue for all of them.
LOCALE_PATHS = [Path(__file__).parents[1] / "exchange" / "locale"]
FORM_RENDERER = "fullfolj.core.rendering.HouseRenderer"

# What stands in the navigation, and which parts of the house are switched on.
NAVIGATION = "fullfolj.config.navigation.ENTRIES"
PERSON_PAGES = "fullfolj.config.navigation.OF_PERSON"
SWITCHED_ON = frozenset(os.environ.get("FULLFOLJ_PARTS", "").split(","))

# Style and script: hashed, compressed, served by the same process; browser_files.py
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
NODE_MODULES = Path(__file__).parents[2] / "node_modules"
STATICFILES_FINDERS = [
    "fullfolj.core.browser_files.PackagesFinder",
    "fullfolj.core.browser_files.OurFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Shared by all processes: the counts of the rate limits must be one.
CACHES = {
    "default": {
        "BACKEND": "fullfolj.access.counts.VouchedCache",
        "LOCATION": "core_cache",
    }
}

# Background work: each package's jobs; written with the house's word, access/queue.py
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
# What is sent in is kept here until it is read, in a folder of our own alone.
UPLOADS = HOME / "uploads"
# Lessons one by one, more than the database should carry; schooling/lesson_files.py
LESSONS = HOME / "lessons"
# A command that is given each file that is added to a case, and says no by its code.
SCANNER = os.environ.get("FULLFOLJ_SCAN", "")
FILE_UPLOAD_HANDLERS = ["fullfolj.core.uploads.Receiver"]

# What the browser is told. The demo runs on plain http://localhost.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not DEMO
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PROXIES = int(os.environ.get("FULLFOLJ_PROXIES", "0"))  # how many stand before us
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True

# A session: half an hour unused, ten hours at most, a word five minutes before.
SESSION_ENGINE = "fullfolj.access.sessions"
SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_WARN_SECONDS = 5 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Sign-in. Accounts are made by an administrator, who vouches for the address.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
VALIDATION = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{VALIDATION}UserAttributeSimilarityValidator"},
    {
        "NAME": f"{VALIDATION}MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": f"{VALIDATION}CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
# Django's: allauth's writes account_emailaddress, which nobody writes here.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = (
    "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class
)
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
ACCOUNT_ADAPTER = "fullfolj.access.signin.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEMO else "https"
ACCOUNT_FORMS = {
    "login": "fullfolj.access.signin.forms.LoginForm",
    "reauthenticate": "fullfolj.access.signin.forms.ReauthenticateForm",
}
MFA_ADAPTER = "fullfolj.access.signin.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
EMAIL_BACKEND = "django.core.mail.backends.{}.EmailBackend".format(
    "smtp" if os.environ.get("FULLFOLJ_SMTP") else "console"
)
# Whether messages to youths leave by e-mail: only where a mail server is set up.
SENDS_MAIL = bool(os.environ.get("FULLFOLJ_SMTP"))
EMAIL_HOST, _, EMAIL_PORT = os.environ.get("FULLFOLJ_SMTP", "localhost:25").partition(
    ":"
)
DEFAULT_FROM_EMAIL = os.environ.get("FULLFOLJ_FROM", "fullfolj@localhost")
