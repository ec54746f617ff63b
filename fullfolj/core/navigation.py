"""What stands in the navigation: only what is switched on and may be opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Entry:
    """One way into the house: a page, its words, and who sees it."""

    page: str
    """The name of its URL."""
    label: Any
    """Its words, as `gettext_lazy`."""
    needs: str | None = None
    """What the user must be permitted; nothing where everyone signed in may."""
    about: Any = ""
    """One sentence on what one does there, for the start page."""
    part: str | None = None
    """The part of the house it belongs to, where that can be switched off."""
    home_of: str | None = None
    """The permission of those whose day begins there; the first such entry counts."""
    is_seldom: bool = False
    """Whether it stands on the start page alone, and not on every page's menu."""


@dataclass(frozen=True)
class Link:
    """An entry as the page shows it."""

    url: str
    label: Any
    about: Any
    current: bool
    is_seldom: bool = False


def links(request: HttpRequest) -> list[Link]:
    """The entries that this user sees, with the one they stand in marked."""
    if not request.user.is_authenticated:
        return []
    held: frozenset[str] = getattr(request, "permissions", frozenset())
    seen = [entry for entry in entries() if is_open(entry, held)]
    return [link(entry, request.path) for entry in seen]


def home(request: HttpRequest) -> str:
    """The address where the user's day begins: the start page where no other does."""
    held: frozenset[str] = getattr(request, "permissions", frozenset())
    seen = (entry for entry in entries() if entry.home_of in held)
    mine = (entry.page for entry in seen if is_open(entry, held))
    return reverse(next(mine, "start"))


def links_about(request: HttpRequest, setting: str, about: UUID) -> list[Link]:
    """The entries of a list that a setting names, to what has an id."""
    held: frozenset[str] = getattr(request, "permissions", frozenset())
    seen = [each for each in entries(setting) if is_open(each, held)]
    return [link(each, request.path, about) for each in seen]


def entries(setting: str = "NAVIGATION") -> Sequence[Entry]:
    """The entries of this house, as the settings name them."""
    found: Sequence[Entry] = import_string(getattr(settings, setting))
    return found


def is_open(entry: Entry, held: frozenset[str]) -> bool:
    """Whether the part is switched on and the user may open the page."""
    on = entry.part is None or entry.part in settings.SWITCHED_ON
    return on and (entry.needs is None or entry.needs in held)


def link(entry: Entry, path: str, *about: UUID) -> Link:
    """The entry as a link; current for its own page and the pages below it."""
    url = reverse(entry.page, args=about)
    current = path == url or (url != "/" and path.startswith(url))
    return Link(url, entry.label, entry.about, current, entry.is_seldom)
