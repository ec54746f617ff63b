"""The official file of SS 12000, and whether a value is what it says.

The file (SIS/TK 450, version 2.1.0) is not ours to copy: it is looked for in
`shared/standards/ss12000` beside the repository and above it. It is followed to the
letter, oddities included: `Grade` requires `schoolUnit`, which it never describes, and
`/calendarEvents/lookup` answers with attendances.

One thing is stricter than in the file, which lets any other property stand beside
those it names: here that is refused, for it would be our own slip of the pen.
"""

from collections.abc import Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

WHERE = "shared/standards/ss12000"
REPOSITORY = Path(__file__).resolve().parents[4]
SCHEMAS = "#/components/schemas/"
# What a schema may hold that says nothing of a value.
SAYS_NOTHING = frozenset({"example", "description", "title", "readOnly", "default"})

Json = Any  # what json.loads gives


class NotThere(Exception):
    """The official file is not beside this repository."""


class Broke(AssertionError):
    """A value is not what the official file says: where in it, and why."""


def _places(repository: Path) -> list[Path]:
    """Where to look: beside the repository and above it; of a worktree also beside
    the repository that it belongs to."""
    roots = [repository]
    git = repository / ".git"
    if git.is_file():
        roots.append(Path(git.read_text(encoding="utf-8").split(maxsplit=1)[1].strip()))
    return [above / WHERE for root in roots for above in root.parents]


@cache
def standard(repository: Path = REPOSITORY) -> "Standard":
    """The official file beside a repository, read once.

    Raises:
        NotThere: it is nowhere to be found.
    """
    for place in _places(repository):
        for path in sorted(place.glob("*.yaml")):
            return Standard(path)
    raise NotThere(
        f"the official file of SS 12000 is not in {WHERE} beside or above the "
        "repository: whether the test server follows it was not tried"
    )


class Standard:
    """What each address of the standard may be asked, and answer."""

    def __init__(self, path: Path) -> None:
        with path.open(encoding="utf-8") as file:
            whole = yaml.load(file, yaml.CSafeLoader)
        self._paths: dict[str, Any] = whole["paths"]
        schemas = whole["components"]["schemas"]
        self.schemas = {name: _plain(schema) for name, schema in schemas.items()}
        self._compiled: dict[tuple[str, ...], jsonschema_rs.Validator] = {}

    def addresses(self) -> Mapping[str, Any]:
        """The paths of the file as it writes them, as `/persons/{id}`."""
        return self._paths

    def names(self, path: str, method: str = "get") -> dict[str, bool]:
        """What one may ask with, at an address; whether it must be said.

        Raises:
            KeyError: the file has no such address.
        """
        said = self._paths[path][method].get("parameters", ())
        return {
            one["name"]: one.get("required", False)
            for one in said
            if one["in"] == "query"
        }

    def check_value(
        self, path: str, name: str, values: list[str], *, method: str = "get"
    ) -> None:
        """Is this how a value is asked for?

        Raises:
            Broke: it has another form, or is none of those that there are.
        """
        said = self._paths[path][method]["parameters"]
        schema = next(one["schema"] for one in said if one["name"] == name)
        value: Json = values if schema.get("type") == "array" else values[0]
        if schema.get("type") == "integer" and values[0].isdigit():
            value = int(values[0])
        if schema.get("type") == "boolean":
            value = {"true": True, "false": False}.get(values[0], values[0])
        self._check((method, path, "asked", name), schema, value)

    def check_answer(
        self, path: str, value: Json, *, status: int = 200, method: str = "get"
    ) -> None:
        """Is this what the address answers?

        Raises:
            Broke: it is not.
        """
        answers = self._paths[path][method]["responses"]
        content = answers.get(str(status), answers["default"]).get("content")
        if content is None:
            if value is not None:
                raise Broke(f"{method} {path} {status} answers nothing")
            return
        schema = content["application/json"]["schema"]
        self._check((method, path, str(status)), schema, value)

    def check_sent(
        self, path: str, value: Json, *, method: str = "post", event: bool = False
    ) -> None:
        """Is this what the address is sent? With `event`, what it sends to those who
        subscribe.

        Raises:
            Broke: it is not.
        """
        said = self._paths[path][method]
        if event:
            said = said["callbacks"]["subscriptionEvent"]
            said = said["{$request.body#/target}"]["post"]
        schema = said["requestBody"]["content"]["application/json"]["schema"]
        self._check((method, path, "event" if event else "sent"), schema, value)

    def _check(self, key: tuple[str, ...], schema: Json, value: Json) -> None:
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = jsonschema_rs.Draft202012Validator(
                _closed(_plain(schema)) | {"components": {"schemas": self.schemas}},
                validate_formats=True,
            )
        if compiled.is_valid(value):
            return
        told = "; ".join(
            f"{'/'.join(map(str, each.instance_path))}: {each.message[:300]}"
            for each in islice(compiled.iter_errors(value), 3)
        )
        raise Broke(f"{' '.join(key)}: {told}")


def _plain(schema: Json) -> Json:
    """An OpenAPI 3.0 schema as JSON Schema, where `null` is a type.

    Where a value stands (a property, an item), it may have no properties but those
    that are described; a part of `allOf` describes only some of them.
    """
    if "$ref" in schema:  # what stands beside a reference counts for nothing
        return {"$ref": schema["$ref"]}
    plain = {key: value for key, value in schema.items() if key not in SAYS_NOTHING}
    if plain.pop("nullable", False):
        plain["type"] = [plain["type"], "null"]
        if "enum" in plain:
            plain["enum"] = [*plain["enum"], None]
    if "allOf" in plain:
        plain["allOf"] = [_plain(part) for part in plain["allOf"]]
    if "items" in plain:
        plain["items"] = _closed(_plain(plain["items"]))
    if "properties" in plain:
        plain["properties"] = {
            **dict.fromkeys(plain.get("required", ()), True),
            **{
                name: _closed(_plain(part))
                for name, part in plain["properties"].items()
            },
        }
    return plain


def _closed(schema: Json) -> Json:
    return schema | {"unevaluatedProperties": False}
