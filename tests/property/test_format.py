"""Laws of the schema: it goes as far as leadpact does, and never further.

An editor must not underline what leadpact takes. What leadpact refuses for its keys
or its shape, an editor refuses too; what phrases mean is not for editors.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
import strategies
import yaml
from builders_format import LOADERS, as_json, refusals
from hypothesis import example, given, settings
from strategies_mutations import mutants, reshaped

import leadpact
from leadpact.language.printer import print_phrase
from leadpact.loading.format import (
    json_schema,
    kinds,
    mapping_format,
    policy_format,
)
from leadpact.loading.policy import load_mapping

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis import strategies as st

    from leadpact.language.nodes import Phrase
    from leadpact.loading.format.shapes import Kind

ROOT = Path(__file__).parents[2]
POLICY = (ROOT / "policies" / "inbound" / "1.0.0.yaml").read_text("utf-8")
MAPPING = (ROOT / "policies" / "starter" / "sample" / "mapping.yaml").read_text("utf-8")
POLICIES = jsonschema.Draft7Validator(json_schema(policy_format(), "policy"))
MAPPINGS = jsonschema.Draft7Validator(json_schema(mapping_format(), "mapping"))

#: Unknown keys, missing keys, wrong shapes.
OF_KEYS = {"LP1005", "LP1006", "LP1008"}
#: YAML that an editor reads in another way, or not at all: leadpact says so, and what
#: else it says of such a file is of no account.
OF_YAML = {"LP1001", "LP1002", "LP1003", "LP1004", "LP1011"}

MANY = settings(max_examples=max(200, settings().max_examples))


def judge(
    load: Callable[[bytes], object], validator: jsonschema.Draft7Validator, data: bytes
) -> None:
    """Compare leadpact and a schema over one file."""
    try:
        load(data)
        codes = set()
    except leadpact.PolicyError as error:
        codes = {found.code for found in error.diagnostics}
    if codes & OF_YAML or (codes and not codes & OF_KEYS):
        return
    for loader in LOADERS:
        try:
            instance = as_json(data, loader)
        except (yaml.YAMLError, ValueError):
            continue  # Such as the date 2026-13-01, which is a text to leadpact.
        found = refusals(validator, instance)
        assert bool(found) is bool(codes), (codes, found)


def load_a_mapping(data: bytes) -> object:
    """Load a mapping as policies are loaded."""
    return load_mapping("file", data)


@MANY
@given(mutants(POLICY))
def test_changed_policies(data: bytes) -> None:
    """A policy that somebody mistyped."""
    judge(leadpact.loads, POLICIES, data)


@MANY
@given(mutants(MAPPING))
def test_changed_mappings(data: bytes) -> None:
    """A mapping that somebody mistyped."""
    judge(load_a_mapping, MAPPINGS, data)


@MANY
@given(reshaped(POLICY))
def test_reshaped_policies(text: str) -> None:
    """A policy with other keys and shapes."""
    judge(leadpact.loads, POLICIES, text.encode())


@MANY
@given(reshaped(MAPPING))
@example("mapping: '1'\nleads: {id: ~}\n")
def test_reshaped_mappings(text: str) -> None:
    """A mapping with other keys and shapes."""
    judge(load_a_mapping, MAPPINGS, text.encode())


def fits(kind: Kind, phrase: Phrase) -> bool:
    """Whether the pattern of a kind takes a phrase."""
    return re.fullmatch(kind.core, print_phrase(phrase)) is not None


class TestPatterns:
    """The pattern of a kind takes every phrase of that kind."""

    @pytest.mark.parametrize(
        ("kind", "phrases"),
        [
            (kinds.CONDITION, strategies.conditions()),
            (kinds.PATTERN, strategies.patterns()),
            (kinds.case_of(kinds.LITERAL), strategies.literal_cases()),
            (kinds.case_of(kinds.DURATION), strategies.duration_cases()),
            (kinds.case_of(kinds.INTEGER), strategies.integer_cases()),
            (kinds.case_of(kinds.NAME), strategies.name_cases()),
            (kinds.POINTS, strategies.points()),
            (kinds.STEP, strategies.steps()),
            (kinds.MEASURE, strategies.measures()),
        ],
    )
    def test_taken(self, kind: Kind, phrases: st.SearchStrategy[Phrase]) -> None:
        """Whatever the phrase, as it is printed."""

        @given(phrases)
        def law(phrase: Phrase) -> None:
            assert fits(kind, phrase)

        law()
