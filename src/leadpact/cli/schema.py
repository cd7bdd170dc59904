"""`leadpact schema`: the format of policies and mappings, for editors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from leadpact.loading.format import (
    json_schema,
    mapping_format,
    policy_format,
    shared_format,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


@click.command(
    epilog="""\b
Examples:
  leadpact schema > policy.schema.json
  leadpact schema --mapping > mapping.schema.json
  leadpact schema --shared > shared.schema.json
"""
)
@click.option("--mapping", "kind", flag_value="mapping", help="That of mappings.")
@click.option("--shared", "kind", flag_value="shared", help="That of shared files.")
def command(kind: str | None) -> None:
    """Print the JSON Schema of policies, for editors that complete and explain YAML.

    An editor finds it by a line at the top of a policy, which says
    `# yaml-language-server: $schema=policy.schema.json`.
    """
    click.echo(_SCHEMAS[kind](), nl=False)


def policy_schema() -> str:
    """The JSON Schema of policies, as the text of a file."""
    return _text(json_schema(policy_format(), "A leadpact policy"))


def mapping_schema() -> str:
    """The JSON Schema of mappings, as the text of a file."""
    return _text(json_schema(mapping_format(), "A leadpact mapping"))


def shared_schema() -> str:
    """The JSON Schema of shared definitions, as the text of a file."""
    return _text(json_schema(shared_format(), "Shared definitions of leadpact"))


def _text(schema: Mapping[str, object]) -> str:
    return f"{_json(schema, levels=2)}\n"


def _json(value: object, *, levels: int) -> str:
    """JSON with a line for each key of the outer levels, so that a diff can be read."""
    if not (levels and isinstance(value, dict)):
        return json.dumps(value, ensure_ascii=False)
    lines = (
        f"{json.dumps(key)}: {_json(held, levels=levels - 1)}"
        for key, held in value.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}"


#: The schema of each kind of file.
_SCHEMAS = {None: policy_schema, "mapping": mapping_schema, "shared": shared_schema}
