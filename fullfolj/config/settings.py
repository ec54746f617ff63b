"""Django's settings: one module, everything that differs between houses from outside.

FULLFOLJ_HOME (var/), DATABASE_URL and DATABASE_OWNER_URL (or the embedded PostgreSQL),
FULLFOLJ_DEMO, FULLFOLJ_HOSTS, FULLFOLJ_SECRET_KEY (or a file in the home).
"""

import os

from django.utils.translation import gettext_lazy

from fullfolj.config.databases import databases
from fullfolj.config.home import home, secret_key

HOME = home()
DEMO = os.environ.get("FULLFOLJ_DEMO") == "1"
SECRET_KEY = secret_key(HOME)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("FULLFOLJ_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "fullfolj.access",  # before Django's own: its `migrate` is by the owner
    "fullfolj.people",
    "fullfolj.schooling",
    "fullfolj.kaa",
    "fullfolj.exchange.imports",
    "fullfolj.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fullfolj.access.middleware.AskingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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
            ],
        },
    }
]

# One middleware opens the transaction and says who asks: ATOMIC_REQUESTS stays off.
DATABASES = databases(HOME)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", gettext_lazy("Swedish")), ("en", gettext_lazy("English"))]
TIME_ZONE = "Europe/Stockholm"
STATIC_URL = "static/"
