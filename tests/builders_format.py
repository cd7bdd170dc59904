"""Files as YAML editors read them: with types, and with keys that are texts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

#: With the types of YAML 1.1, and with texts alone; the fast ones where there are any.
LOADERS: tuple[type[Any], ...] = (
    getattr(yaml, "CSafeLoader", yaml.SafeLoader),
    getattr(yaml, "CBaseLoader", yaml.BaseLoader),
)


def as_json(text: str | bytes, loader: type[Any] = LOADERS[0]) -> Any:  # noqa: ANN401 - JSON of any shape
    """A YAML file as a language server hands it to a validator."""
    return _jsonable(yaml.load(text, Loader=loader))  # noqa: S506 - one of the two above


def _jsonable(value: object) -> object:
    match value:
        case dict():
            return {_key(key): _jsonable(inner) for key, inner in value.items()}
        case list():
            return [_jsonable(inner) for inner in value]
        case date():
            return value.isoformat()
    return value


def _key(key: object) -> str:
    """A key of a mapping; JSON has texts alone."""
    match key:
        case None | bool():
            return str(key).lower()
        case date():
            return key.isoformat()
    return str(key)


def refusals(
    validator: Validator,
    instance: Any,  # noqa: ANN401 - JSON of any shape
) -> list[str]:
    """What a schema refuses: the place of each mistake, `timers.accept: message`."""
    return [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in validator.iter_errors(instance)
    ]
