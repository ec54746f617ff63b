"""Speaks SS 12000 with one server, and knows nothing of what the answers mean.

Turns pages, looks up, and gives the server's objects as plain dicts. What comes is
whole, or `Broken`. By SS 12000:2020, OpenAPI 2.1.0.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from fullfolj.exchange.ss12000.line import (
    Broken,
    Line,
    Missing,
    Patience,
    Request,
    address,
)
from fullfolj.exchange.ss12000.sign_in import Access, SignIn

__all__ = ["Access", "Broken", "Missing", "Patience", "Server", "cannot"]

LIMIT = 1000  # objects that we ask for in a page
PART = 1000  # ids in a lookup, while the server takes so many
SMALLEST_PART = 50
FORBIDDEN = 403
CANNOT = (400, 422)  # how a server says that it does not know what it is asked with
NO_LOOKUP = (*CANNOT, FORBIDDEN)  # gateways let no address by that they do not know
STALE_PAGES = 3  # in a row, with nothing new: they have no end
# What a school may well not have agreed to tell: refused, it is as if not there.
OPTIONAL = frozenset(
    {
        *("/programmes", "/groups", "/duties", "/studyplans", "/syllabuses"),
        *("/activities", "/calendarEvents", "/attendances", "/aggregatedAttendance"),
        *("/absences", "/grades", "/deletedEntities", "/subscriptions"),
    }
)
TOO_MUCH = (400, 413, 503)  # 503 is the standard's: the answer is too large
PATIENT = Patience()
SOMEBODY_WAITS = Patience(tries=1, connecting=3, silence=8, in_all=8)

T = TypeVar("T")
Object = dict[str, Any]
Query = Mapping[str, str | int | Sequence[str]]
# What came: each with what tells it from the others, and from what it said before.
Keyed = list[tuple[object, object, T]]


class Server:
    """One server, asked by one thread.

    Each method raises `Broken` when the server does not answer as it should, also in
    the midst of what it gives: use nothing before all of it has come. `Missing` comes
    before anything has been given.
    """

    def __init__(
        self,
        access: Access,
        *,
        pause: Callable[[float], None] = time.sleep,
        patience: Patience = PATIENT,
    ) -> None:
        base = address(access.url)
        if base.query:
            raise Broken("ss12000.address")
        self._access = access
        self._base = base.url.rstrip("/")
        self._host = base.netloc or ""
        self._line = Line(access.certificate, pause, patience)
        self._sign_in = SignIn(access, self._line)
        self._takes_limit = True

    @property
    def now(self) -> datetime | None:
        """The server's own time when it was first asked; None if it does not tell.

        What a pull did not get was changed after it: the next one asks from here.
        """
        return self._line.clocks.get(self._host)

    def listed(
        self,
        path: str,
        *,
        modified_after: datetime | None = None,
        **filters: str | int | Sequence[str],
    ) -> Iterator[Object]:
        """Every object of every page of an endpoint, each version of it once."""
        if modified_after is not None:
            filters["meta.modified.after"] = _instant(modified_after)
        return self._chain(path, filters, _versions)

    def looked_up(
        self, path: str, ids: Iterable[str], *, expand: Sequence[str] = ()
    ) -> Iterator[Object]:
        """The objects with these ids that the server has, in its order."""
        wanted = list(dict.fromkeys(ids))
        size, done = PART, 0
        while done < len(wanted):
            request = self._post(
                f"{path}/lookup",
                _looked_up,
                {"ids": wanted[done : done + size]},
                query={"expand": expand},
            )
            try:
                found = self._asked(replace(request, may_be_missing=not done))
            except Broken as broken:
                if broken.values.get("status") in TOO_MUCH and size > SMALLEST_PART:
                    size //= 4
                    continue
                if broken.values.get("status") in NO_LOOKUP and not done:
                    raise Missing("ss12000.missing", **broken.values) from None
                raise
            yield from found
            done += size

    def deleted(self, after: datetime, kinds: Sequence[str]) -> dict[str, set[str]]:
        """Ids of what was deleted after an instant, by the answer's names (`persons`).

        `kinds` are the standard's names of entities (`Person`).
        """
        query = {"after": _instant(after), "entities": kinds}
        deleted: dict[str, set[str]] = {}
        for name, entity in self._chain("/deletedEntities", query, _deletions):
            deleted.setdefault(name, set()).add(entity)
        return deleted

    def subscribe(self, name: str, target: str, kinds: Sequence[str]) -> str:
        """Have `target` told when entities of these kinds change.

        Returns the server's id of the subscription. Asked once, as a second try could
        make a second one.
        """
        wanted = {
            "name": name,
            "target": target,
            "resourceTypes": [{"resource": kind} for kind in kinds],
        }
        request = self._post("/subscriptions", _id, wanted)
        return self._asked(replace(request, repeatable=False))

    def unsubscribe(self, subscription: str) -> None:
        """End a subscription; one that is gone already has ended."""
        request = Request(
            url=f"{self._base}/subscriptions/{quote(subscription, safe='')}",
            endpoint="/subscriptions",
            read=_nothing,
            method="DELETE",
        )
        try:
            self._asked(request)
        except Missing as missing:
            if missing.values["status"] != 404:
                raise

    def subscriptions(self) -> list[Object]:
        """The subscriptions that the server has."""
        return list(self.listed("/subscriptions"))

    def tried(self) -> str:
        """The name of one of the server's organisations: it works. "" if it has none.

        For somebody who waits: one try, ten seconds at most.
        """
        hurried = Server(self._access, patience=SOMEBODY_WAITS)
        found, _ = hurried._page("/organisations", {"limit": 1}, _versions)
        return str(found[0][2].get("displayName") or "") if found else ""

    def _chain(
        self, path: str, query: Query, keyed: Callable[[Any], Keyed[T]]
    ) -> Iterator[T]:
        """What is new in each page, until the last."""
        seen: dict[bytes, bytes] = {}  # the version of each that came last
        tokens: set[str] = set()
        asked, stale = {"limit": LIMIT, **query}, 0
        while True:
            found, token = self._page(path, asked, keyed)
            known = len(seen)
            for key, version, item in found:
                own, now = _digest(key), _digest(version)
                if seen.get(own) != now:
                    seen[own] = now
                    yield item
            if not token:
                return
            stale = stale + 1 if len(seen) == known else 0
            if token in tokens or stale == STALE_PAGES:
                raise Broken("ss12000.endless", host=self._host, endpoint=path)
            tokens.add(token)
            # It stands for the filters too, which must not be sent beside it.
            asked = {"limit": LIMIT, "pageToken": token}

    def _page(
        self, path: str, query: Query, keyed: Callable[[Any], Keyed[T]]
    ) -> tuple[Keyed[T], str]:
        """What a page holds and the next one's token, "" after the last.

        A server that refuses `limit` is asked without, then and thereafter.
        """

        def read(body: bytes) -> tuple[Keyed[T], str]:
            page = _json(body)
            return keyed(_of(page, "data")), _token(page)

        def request(query: Query) -> Request[tuple[Keyed[T], str]]:
            return Request(
                url=self._url(path, query),
                endpoint=path,
                read=read,
                may_be_missing="pageToken" not in query,
            )

        if self._takes_limit:
            try:
                return self._told(request(query))
            except Broken as broken:
                if broken.values.get("status") not in CANNOT:
                    raise
        bare = {name: value for name, value in query.items() if name != "limit"}
        page = self._told(request(bare))
        self._takes_limit = False
        return page

    def _post(
        self,
        path: str,
        read: Callable[[bytes], T],
        body: object,
        *,
        query: Query | None = None,
    ) -> Request[T]:
        return Request(
            url=self._url(path, query or {}),
            endpoint=path,
            read=read,
            method="POST",
            body=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )

    def _url(self, path: str, query: Query) -> str:
        asked = urlencode(query, doseq=True)
        return f"{self._base}{path}?{asked}" if asked else f"{self._base}{path}"

    def _asked(self, request: Request[T]) -> T:
        """The answer to a signed request; signed anew, once, if the server wants it."""
        try:
            return self._line.answer(self._sign_in.signed(request))
        except Broken as broken:
            if broken.values.get("status") != 401 or not self._sign_in.renewable:
                raise
        self._sign_in.renew()
        return self._line.answer(self._sign_in.signed(request))

    def _told(self, request: Request[T]) -> T:
        """The answer of an endpoint, which may be one that is not for us."""
        try:
            return self._asked(request)
        except Broken as broken:
            is_refused = broken.values.get("status") == FORBIDDEN
            is_optional = request.may_be_missing and request.endpoint in OPTIONAL
            if is_refused and is_optional:
                raise Missing("ss12000.missing", **broken.values) from None
            raise


def cannot(broken: Broken) -> bool:
    """Whether the server says that it lacks what it was asked for, or asked with."""
    return isinstance(broken, Missing) or broken.values.get("status") in CANNOT


def _json(body: bytes) -> Any:
    return json.loads(body.decode("utf-8-sig"))


def _of(answer: Any, name: str) -> Any:
    """A member that an answer must have."""
    if not isinstance(answer, dict) or name not in answer:
        raise ValueError(name)
    return answer[name]


def _token(page: Mapping[str, Any]) -> str:
    """What leads to the next page, as one can send it; nothing after the last."""
    told = page.get("pageToken") or ""
    if not isinstance(told, str | int):
        raise ValueError("pageToken")
    return str(told).encode().decode()


def _objects(answer: Any) -> list[Object]:
    if not isinstance(answer, list) or not all(isinstance(o, dict) for o in answer):
        raise ValueError("objects")
    return answer


def _versions(data: Any) -> Keyed[Object]:
    """Objects by id and version; what has none, as sums, by all that it says."""
    keyed: Keyed[Object] = []
    for thing in _objects(data):
        meta = thing.get("meta")
        version = meta.get("modified") if isinstance(meta, dict) else None
        own = thing.get("id")
        keyed.append((own, version or thing, thing) if own else (thing, "", thing))
    return keyed


def _deletions(data: Any) -> Keyed[tuple[str, str]]:
    if not isinstance(data, dict):
        raise ValueError("data")
    keyed: Keyed[tuple[str, str]] = []
    for name, ids in data.items():
        if not isinstance(ids, list | None) or not all(
            isinstance(entity, str) for entity in ids or ()
        ):
            raise ValueError(name)
        keyed += [([name, entity], "", (name, entity)) for entity in ids or ()]
    return keyed


def _looked_up(body: bytes) -> list[Object]:
    """A plain array by the standard; some put it in a page."""
    answer = _json(body)
    return _objects(answer.get("data") if isinstance(answer, dict) else answer)


def _id(body: bytes) -> str:
    return str(_of(_json(body), "id"))


def _nothing(body: bytes) -> None:
    """Whatever is answered: it is done."""


def _digest(key: object) -> bytes:
    """What tells an object from others, in sixteen bytes whatever its size."""
    return blake2b(json.dumps(key, sort_keys=True).encode(), digest_size=16).digest()


def _instant(when: datetime) -> str:
    """RFC 3339, to the second and never later."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
