from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from builders_format import LOADERS, as_json, refusals

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class TestSchema:
    """The schemas that editors read."""

    @pytest.mark.parametrize("loader", LOADERS)
    @pytest.mark.parametrize(
        ("arguments", "file"), [((), "policy.yaml"), (("--mapping",), "mapping.yaml")]
    )
    def test_fits_the_starter(
        self,
        run: Callable[..., Any],
        desk: Path,
        arguments: tuple[str, ...],
        file: str,
        loader: type[Any],
    ) -> None:
        """The files of the starter are valid, and not those of the other kind."""
        ended = run("schema", *arguments)
        assert (ended.code, ended.err) == (0, "")
        validator = jsonschema.Draft7Validator(json.loads(ended.out))
        for name in ("policy.yaml", "mapping.yaml"):
            found = refusals(validator, as_json((desk / name).read_bytes(), loader))
            assert bool(found) is (name != file)

    def test_stands_beside_the_starter(
        self, run: Callable[..., Any], desk: Path
    ) -> None:
        """The first line of the starter's policy names the file with the schema."""
        first = (desk / "policy.yaml").read_text("utf-8").splitlines()[0]
        assert first == "# yaml-language-server: $schema=policy.schema.json"
        written = (desk / "policy.schema.json").read_text("utf-8")
        assert written == run("schema").out
