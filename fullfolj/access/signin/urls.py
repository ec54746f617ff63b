"""The addresses of sign-in: of allauth's pages only those that we have use for.

There is no sign-up, no change of address and no sign-in by mailed code: an
administrator makes the account, and the address is the one the employer knows.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, path, re_path

from fullfolj.access.signin import views
from fullfolj.access.signin.adapters import writes_codes

KEY = r"^losenord/nytt/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"


def patterns(*, demo: bool) -> list[URLPattern]:
    """Sign-in by click has an address in the demo, and in no other house."""
    by_click = path("logga-in/klick/", views.sign_in_by_click, name="sign_in_by_click")
    return [*PATTERNS, by_click] if demo else PATTERNS


PATTERNS: list[URLPattern] = [
    path("konto/", mfa.index, name="mfa_index"),
    path("konto/session/", views.session_state, name="session_state"),
    path("logga-in/", account.login, name="account_login"),
    path("logga-ut/", account.logout, name="account_logout"),
    path("logga-in/avstangt/", account.account_inactive, name="account_inactive"),
    path("logga-in/kod/", writes_codes(mfa.authenticate), name="mfa_authenticate"),
    path("bekrafta/", account.reauthenticate, name="account_reauthenticate"),
    path("bekrafta/kod/", writes_codes(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("losenord/", account.password_change, name="account_change_password"),
    path("losenord/valj/", account.password_set, name="account_set_password"),
    path("losenord/glomt/", account.password_reset, name="account_reset_password"),
    path(
        "losenord/glomt/skickat/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        KEY, account.password_reset_from_key, name="account_reset_password_from_key"
    ),
    path(
        "losenord/nytt/klart/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("konto/koder/ny/", writes_codes(totp.activate_totp), name="mfa_activate_totp"),
    path(
        "konto/koder/ta-bort/",
        writes_codes(totp.deactivate_totp),
        name="mfa_deactivate_totp",
    ),
    path(
        "konto/reservkoder/",
        writes_codes(recovery_codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "konto/reservkoder/nya/",
        writes_codes(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "konto/reservkoder/fil/",
        writes_codes(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
