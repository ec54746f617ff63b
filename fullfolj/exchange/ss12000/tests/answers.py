"""What a school system answers at each address of SS 12000, page by page.

The first question of a list is kept as it was answered, so that its pages hang
together whatever changes meanwhile; a token says which question, and from where.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from fullfolj.exchange.ss12000.tests.faults import Answer, Fault
from fullfolj.exchange.ss12000.tests.region import Held, Json
from fullfolj.exchange.ss12000.tests.standard import Broke, Standard
from fullfolj.exchange.ss12000.tests.store import NAMES, NotDone, Store, TooMuch

MUST = {  # what one must ask with
    "aggregatedAttendance": ("startDate", "endDate"),
    "calendarEvents": ("startTime.onOrAfter", "startTime.onOrBefore"),
}
SHOWN = ("expand", "expandReferenceNames")  # change how objects look, not which
# Of these the official file says that a lookup answers with something else.
NOT_LOOKED_UP = frozenset({"calendarEvents"})
A_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Request:
    """A question, without the sign-in. `path` begins after the base address."""

    method: str
    path: str
    asked: Mapping[str, list[str]] = field(default_factory=dict)
    body: bytes = b""


class Refusal(Exception):
    """The question cannot be answered: the status, and a code for what is wrong."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass(slots=True)
class _Question:
    """A list that was asked for: what it held then, and how it is to be shown."""

    name: str
    things: Sequence[Any]
    shown: Mapping[str, list[str]]
    pages: dict[tuple[int, int], bytes] | None = None  # made once, of whole lists


class School:
    """Answers questions about what is held, each answer held to the official file."""

    def __init__(
        self,
        held: Held,
        standard: Standard | None,
        clock: Callable[[], datetime],
        most: int,
    ) -> None:
        self.store = Store(held)
        self.standard, self.clock, self.most = standard, clock, most
        self.subscriptions: dict[str, Json] = {}
        self.undelivered: list[str] = []  # targets that did not take the message
        self._news: list[tuple[str, Json]] = []  # to tell, and to whom
        self._questions: list[_Question] = []
        self._whole: dict[tuple[object, ...], int] = {}
        self._generation = 0  # of what the whole lists were asked

    # ── What happens ─────────────────────────────────────────────────────────────────

    def put(self, kind: str, thing: Json) -> None:
        """Add or replace an object, with this moment."""
        now = _stamp(self.clock())
        former = self.store.held[kind].get(thing["id"])
        made = former["meta"]["created"] if former else now
        self.store.put(kind, thing | {"meta": {"created": made, "modified": now}})
        self._note(kind, is_gone=False)

    def remove(self, id_: str) -> None:
        """Take an object away."""
        self._note(self.store.remove(id_, self.clock()), is_gone=True)

    def _note(self, kind: str, *, is_gone: bool) -> None:
        name = NAMES[kind][0]
        news = {
            "modifiedEntites": [] if is_gone else [name],
            "deletedEntities": is_gone,
        }
        if self.standard:
            self.standard.check_sent("/subscriptions", news, event=True)
        for each in self.subscriptions.values():
            if name in (one["resource"] for one in each["resourceTypes"]):
                self._news.append((each["target"], news))

    def tell(self) -> None:
        """Tell those who subscribe what happened since it was last told."""
        news, self._news = self._news, []
        for target, each in news:
            self._post(target, each)

    def _post(self, target: str, news: Json) -> None:
        to = urlsplit(target)
        line = HTTPConnection(to.netloc, timeout=5)
        path = f"{to.path}?{to.query}" if to.query else to.path or "/"
        try:
            headers = {"Content-Type": "application/json"}
            line.request("POST", path, json.dumps(news), headers)
            if line.getresponse().status >= 300:
                self.undelivered.append(target)
        except OSError:
            self.undelivered.append(target)
        finally:
            line.close()

    # ── Questions ────────────────────────────────────────────────────────────────────

    def answer(self, request: Request, faults: Sequence[Fault] = ()) -> Answer:
        """The answer to a question, spoilt as the faults say.

        Raises:
            Broke: the answer is not what the official file says, and no fault is why.
        """
        name, _, rest = request.path.strip("/").partition("/")
        template = f"/{name}" + (rest and ("/lookup" if rest == "lookup" else "/{id}"))
        method = request.method.lower()
        try:
            value, status = self._answered(request, name, template, faults)
        except Refusal as why:
            value, status = _error(why.code), why.status
        except NotDone as why:
            value, status = _error(f"not built: {why}"), 501
        except TooMuch:
            value, status = _error("too much"), 503
        if isinstance(value, bytes):
            return Answer(status, value)  # a page, checked when it was made
        if status == 404 or value is None:
            return Answer(status, content_type="")
        self._check(template, value, faults, status=status, method=method)
        return Answer(status, _bytes(value))

    def _answered(
        self, request: Request, name: str, template: str, faults: Sequence[Fault]
    ) -> tuple[Any, int]:
        method = request.method
        is_list = name in NAMES or name in ("deletedEntities", "aggregatedAttendance")
        if name == "subscriptions":
            return self._subscribed(request, template)
        if not is_list:
            raise Refusal(404, "no such address")
        self._check_asked(request, template)
        if method == "GET" and template == f"/{name}":
            return self._page(request, name, faults), 200
        if name not in NAMES:
            raise Refusal(404, "no such address")
        if method == "GET" and template.endswith("{id}"):
            found = [self._one(name, request.path.rpartition("/")[2])]
            return self._shown(name, found, request.asked, faults)[0], 200
        if method == "POST" and template.endswith("lookup"):
            found = self._looked_up(name, template, request.body)
            return self._shown(name, found, request.asked, faults), 200
        raise Refusal(405, "no such method")

    def _one(self, name: str, text: str) -> Json:
        id_ = _uuid(text)
        if id_ not in self.store.held[name]:
            raise Refusal(404, "no such object")
        return self.store.one(id_)

    def _looked_up(self, name: str, template: str, text: bytes) -> list[Json]:
        if name in NOT_LOOKED_UP:
            raise NotDone(template)
        body = _json(text)
        self._check_body(template, body)
        return self.store.looked_up(name, body)

    def _check_asked(self, request: Request, template: str) -> None:
        """May one ask so? A client learns here what no server need understand."""
        if not self.standard:
            return
        method = request.method.lower()
        addresses = self.standard.addresses()
        if template not in addresses:
            raise Refusal(404, "no such address")
        if method not in addresses[template]:
            raise Refusal(405, "no such method")
        names = self.standard.names(template, method)
        for name, values in request.asked.items():
            if name not in names:
                raise Refusal(400, f"no such parameter: {name}")
            try:
                self.standard.check_value(template, name, values, method=method)
            except Broke:
                raise Refusal(400, f"no such value of {name}") from None

    def _check_body(self, template: str, body: Any) -> None:
        if self.standard:
            try:
                self.standard.check_sent(template, body)
            except Broke as why:
                raise Refusal(400, str(why)) from None

    def _check(
        self,
        template: str,
        value: Any,
        faults: Sequence[Fault],
        *,
        status: int = 200,
        method: str = "get",
    ) -> None:
        if self.standard and not any(fault.is_wrong for fault in faults):
            if template not in self.standard.addresses():
                template = "/organisations"  # an error, which is the same everywhere
            if method not in self.standard.addresses()[template]:
                method = (
                    "get" if "get" in self.standard.addresses()[template] else "post"
                )
            self.standard.check_answer(template, value, status=status, method=method)

    def _shown(
        self,
        name: str,
        things: Sequence[Json],
        asked: Mapping[str, list[str]],
        faults: Sequence[Fault],
    ) -> list[Json]:
        shown = self.store.expanded(name, things, asked)
        for fault in faults:
            if fault.spoilt:
                shown = [fault.spoilt(each) for each in shown]
        return shown

    # ── Pages ────────────────────────────────────────────────────────────────────────

    def _page(self, request: Request, name: str, faults: Sequence[Fault]) -> bytes:
        asked = request.asked
        if "pageToken" in asked:
            if set(asked) - {"pageToken", "limit"}:
                raise Refusal(400, "pageToken stands alone or with limit")
            number, at, again = self._of_token(asked["pageToken"][0], name)
        else:
            number, at, again = self._asked(name, asked), 0, 0
        question = self._questions[number]
        limit = self._limit(asked.get("limit", [str(self.most)])[0])
        paging = {fault.paging for fault in faults}
        if "again" in paging:
            at = max(0, at - limit)
        ends = at + limit
        token = _token(number, ends, again) if ends < len(question.things) else None
        if "endless" in paging and not token:
            token = _token(number, 0, again + 1)
        if "same_token" in paging:
            token = _token(number, at, again)
        things = question.things[at:ends]
        if "changing" in paging:
            things = [self._changed(question), *things]
        if faults or question.pages is None:
            return self._made(question, things, token, faults)
        if (at, limit) not in question.pages:
            page = self._made(question, things, token, ())
            question.pages[at, limit] = page
        return question.pages[at, limit]

    def _asked(self, name: str, asked: Mapping[str, list[str]]) -> int:
        """Ask a list anew; the number of the question. A whole list is asked once
        for as long as nothing changes."""
        missing = [each for each in MUST.get(name, ()) if each not in asked]
        if missing:
            raise Refusal(400, f"{missing[0]} is needed")
        filters = {k: v for k, v in asked.items() if k not in (*SHOWN, "limit")}
        shown = {key: asked[key] for key in SHOWN if key in asked}
        is_whole = not filters and name in NAMES
        if self._generation != self.store.generation:
            self._forget_pages()
        key = (name, *((k, *v) for k, v in shown.items()))
        if is_whole and key in self._whole:
            return self._whole[key]
        if name == "deletedEntities":
            things: Sequence[Any] = self.store.gone(filters)
        elif name == "aggregatedAttendance":
            things = self.store.aggregated(filters)
        else:
            things = self.store.listed(name, filters)
        question = _Question(name, things, shown, {} if is_whole else None)
        self._questions.append(question)
        if is_whole:
            self._whole[key] = len(self._questions) - 1
        return len(self._questions) - 1

    def _forget_pages(self) -> None:
        """Something changed: who still reads an older list has its pages made anew."""
        for number in self._whole.values():
            self._questions[number].pages = None
        self._whole.clear()
        self._generation = self.store.generation

    def _limit(self, text: str) -> int:
        if not text.isdigit() or text == "0":
            raise Refusal(400, "no such limit")
        return min(int(text), self.most)

    def _of_token(self, token: str, name: str) -> tuple[int, int, int]:
        try:
            text = urlsafe_b64decode(token.encode()).decode()
            number, at, again = map(int, text.split("."))
            if self._questions[number].name != name:
                raise ValueError(name)
        except (ValueError, IndexError):
            raise Refusal(400, "no such pageToken") from None
        return number, at, again

    def _made(
        self,
        question: _Question,
        things: Sequence[Any],
        token: str | None,
        faults: Sequence[Fault],
    ) -> bytes:
        data: Any
        if question.name == "deletedEntities":
            data = {}
            for kind, id_ in things:
                data.setdefault(kind, []).append(id_)
        else:
            data = self._shown(question.name, things, question.shown, faults)
        value = {"data": data, "pageToken": token}
        self._check(f"/{question.name}", value, faults)
        return _bytes(value)

    def _changed(self, question: _Question) -> Json:
        """Change the first object of a list, as it is now held."""
        id_ = question.things[0]["id"]
        thing = self.store.one(id_)
        name = "familyName" if "familyName" in thing else "displayName"
        renamed = {name: f"{thing[name]} Ny"} if name in thing else {}
        self.put(question.name, thing | renamed)
        return self.store.one(id_)

    # ── Subscriptions ────────────────────────────────────────────────────────────────

    def _subscribed(self, request: Request, template: str) -> tuple[Any, int]:
        method, now = request.method, self.clock()
        if template == "/subscriptions":
            if method == "GET":
                data = list(self.subscriptions.values())
                return {"data": data, "pageToken": None}, 200
            if method == "POST":
                body = _json(request.body)
                self._check_body(template, body)
                id_ = str(uuid4())
                made = body | {"id": id_, "expires": _stamp(now + A_MONTH)}
                self.subscriptions[id_] = made
                return made, 201
            raise Refusal(405, "no such method")
        id_ = _uuid(request.path.rpartition("/")[2])
        if id_ not in self.subscriptions:
            raise Refusal(404, "no such subscription")
        if method == "DELETE":
            del self.subscriptions[id_]
            return None, 204
        if method == "PATCH":
            self.subscriptions[id_]["expires"] = _stamp(now + A_MONTH)
        return self.subscriptions[id_], 200


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _token(number: int, at: int, again: int) -> str:
    return urlsafe_b64encode(f"{number}.{at}.{again}".encode()).decode()


def _error(code: str) -> Json:
    return {"code": code, "message": code}


def _bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise Refusal(400, "no id") from None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        raise Refusal(400, "no JSON") from None
