"""A connection to a school's system: where it is, how one signs in, how often."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fullfolj.exchange.imports.words import say
from fullfolj.exchange.ss12000.actions.connections import SECRETS
from fullfolj.exchange.ss12000.client import Access, Broken, Server
from fullfolj.exchange.ss12000.line import address
from fullfolj.exchange.ss12000.models import (
    CLIENT,
    NIGHTLY,
    SCHEDULES,
    SIGN_INS,
    Connection,
)

# What each way to sign in asks for.
OF_SIGN_IN: dict[str, tuple[str, ...]] = {
    **{sign_in: (secret,) for sign_in, secret in SECRETS.items()},
    CLIENT: ("client_id", SECRETS[CLIENT], "token_url"),
}
KEPT = _("Den är sparad och visas aldrig igen. Lämna tomt för att behålla den.")
NEVER_SHOWN = _("Den visas aldrig igen när den är sparad.")
UNSEEN = {"autocomplete": "off", "spellcheck": "false"}
OF_FAULT = {"ss12000.token": "token", "ss12000.own_certificate": "certificate"}


class UnseenArea(forms.Textarea):
    """Several lines that are never shown again, as a password is not."""

    def format_value(self, value: Any) -> None:
        """Nothing, whatever was written."""


class ConnectionForm(forms.Form):
    """What an action of connections takes as `cleaned_data`."""

    name = forms.CharField(
        label=_("Namn"),
        max_length=100,
        help_text=_("Så som ni kallar systemet, till exempel Bergs skolor."),
    )
    url = forms.CharField(
        label=_("Adress"),
        max_length=500,
        help_text=_(
            "Fråga leverantören efter adressen för SS 12000. Den börjar med https:// "
            "och slutar ofta med /v2.0."
        ),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    sign_in = forms.ChoiceField(
        label=_("Hur loggar Fullfölj in?"), widget=forms.RadioSelect
    )
    token = forms.CharField(
        label=_("Nyckel"), max_length=10_000, widget=forms.PasswordInput(attrs=UNSEEN)
    )
    client_id = forms.CharField(
        label=_("Klient-id"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    client_secret = forms.CharField(
        label=_("Hemlighet"),
        max_length=10_000,
        widget=forms.PasswordInput(attrs=UNSEEN),
    )
    token_url = forms.CharField(
        label=_("Adress för inloggning"),
        max_length=500,
        help_text=_("Dit skickas klient-id och hemlighet. Leverantören vet vilken."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    scope = forms.CharField(
        label=_("Omfattning (scope)"),
        max_length=200,
        required=False,
        help_text=_("Bara om leverantören har sagt en."),
    )
    certificate = forms.CharField(
        label=_("Certifikat med nyckel"),
        max_length=100_000,
        widget=UnseenArea(attrs={**UNSEEN, "rows": 4}),
    )
    schedule = forms.ChoiceField(
        label=_("När ska uppgifterna hämtas?"),
        initial=NIGHTLY,
        widget=forms.RadioSelect,
    )
    wants_word = forms.BooleanField(
        label=_("Låt systemet säga till när något ändras"),
        help_text=_(
            "Då hämtas ändringen inom några minuter. Alla system kan det inte: du får "
            "veta när du sparar."
        ),
        required=False,
    )
    empty_marking_is_none = forms.BooleanField(
        label=_("Systemet markerar aldrig skydd"),
        help_text=_(
            "Utan kryss behandlas elever som systemet inte säger något om som "
            "skyddade. Kryssa bara om leverantören har intygat att ingen elev där har "
            "skyddade uppgifter. Har någon det ändå kan alla här se var eleven finns."
        ),
        required=False,
    )

    def __init__(self, data: Any, connection: Connection | None = None) -> None:
        now = {
            name: getattr(connection, name)
            for name in self.base_fields
            if hasattr(connection, name)
        }
        super().__init__(data, initial=now)
        self.kept = connection.sign_in if connection and connection.secret else ""
        for name, codes in (("sign_in", SIGN_INS), ("schedule", SCHEDULES[::-1])):
            field: Any = self.fields[name]
            field.choices = [(code, say(f"{name}.{code}")) for code in codes]
        for sign_in, name in SECRETS.items():
            secret = self.fields[name]
            secret.help_text = KEPT if sign_in == self.kept else NEVER_SHOWN
        certificate = self.fields["certificate"]
        certificate.help_text = f"{say('sign_in_help.pem')} {certificate.help_text}"
        self._need(*OF_SIGN_IN)

    def _need(self, *sign_ins: str) -> None:
        """Let what these ways to sign in need be needed, and nothing of the others."""
        for sign_in, names in OF_SIGN_IN.items():
            for name in names:
                is_kept = sign_in == self.kept and name == SECRETS[sign_in]
                self.fields[name].required = sign_in in sign_ins and not is_kept

    def full_clean(self) -> None:
        """Ask for what the chosen way needs, and for no more."""
        self._need(str(self.data.get("sign_in", "")))
        super().full_clean()
        self._need(*OF_SIGN_IN)
        if self.errors:
            self.ask_again()

    def clean_url(self) -> str:
        """The address, if one may send a secret there."""
        return checked(self.cleaned_data["url"])

    def clean_token_url(self) -> str:
        """The same of where one signs in, where that is asked for."""
        url = str(self.cleaned_data["token_url"])
        return checked(url) if self.data.get("sign_in") == CLIENT and url else ""

    def clean(self) -> dict[str, Any]:
        """What the action takes: one secret, and nothing of the other ways."""
        given = super().clean() or {}
        sign_in = given.get("sign_in", "")
        secrets = {name: given.pop(name, "") for name in SECRETS.values()}
        secret = secrets.get(SECRETS.get(sign_in, ""), "")
        if sign_in != CLIENT:
            given |= dict.fromkeys(("client_id", "token_url", "scope"), "")
        self._try(sign_in, secret)
        return given | {"secret": secret}

    def _try(self, sign_in: str, secret: str) -> None:
        """Whether the secret is one that can be sent at all."""
        field = {"token": "token", "certificate": "certificate"}.get(sign_in)
        if not field or not secret:
            return
        try:
            Server(Access(url="https://x.example", **{field: secret}))
        except Broken as why:
            self.add_error(OF_FAULT[why.reason], say(f"unusable.{why.reason}"))

    def ask_again(self) -> None:
        """Say that a secret must be written once more: it is never sent back."""
        for name in SECRETS.values():
            if self.data.get(name) and name not in self.errors:
                self.add_error(name, _("Skriv den en gång till. Den sparades inte."))


def checked(url: str) -> str:
    """An address that one may send secrets to, without a slash at its end.

    https anywhere; without encryption only to this machine, and only in a demo.
    """
    url = url.strip().rstrip("/")
    try:
        told = address(url)
        if told.query is not None:
            raise Broken("ss12000.address")
        if told.scheme != "https" and not settings.SCHOOLS_ON_THIS_MACHINE:
            raise Broken("ss12000.insecure", host=told.netloc or "")
    except Broken as why:
        sentence = say(f"unusable.{why.reason}", **why.values)
        raise forms.ValidationError(sentence) from None
    return url
