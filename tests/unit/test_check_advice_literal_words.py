from __future__ import annotations

import pytest
from builders import make_policy
from builders_mistakes import advised

PARAMETERS = "{chief: president, chiefs: [president, owner_of_all], most: 50}"


def told(test: str, parameters: str = PARAMETERS) -> list[tuple[str, str, str]]:
    """What is said of the words of a test in a policy without errors."""
    text = make_policy(parameters=parameters, definitions=f"\n  a: {test}\n")
    return advised(text, "LP2113")


class TestWords:
    """Bare words that a parameter has for a name."""

    @pytest.mark.parametrize(
        "test",
        [
            "email contains chief",
            "email starts with chief",
            "email contains any [ceo, chief]",
            "email in [chief]",
            "happened(rejected where reason is chief)",
            "not (employees > 5 and email ends with chief)",
            "happened(won where actor is known) and email in [ceo, chief]",
            "'email contains chief'",
        ],
    )
    def test_told(self, test: str) -> None:
        """The word is told, wherever the test stands."""
        message = "`chief` is also the name of a parameter"
        assert told(test) == [("warning", "chief", message)]

    @pytest.mark.parametrize(
        "test",
        [
            'email contains "chief"',
            'email contains any ["chief", ceo]',
            "email == chief",
            "email in chiefs",
            "email contains any chiefs",
            "email contains president",
            "employees > most",
        ],
    )
    def test_sound(self, test: str) -> None:
        """Quotes mean the word; a parameter that is read as one means its value."""
        assert told(test) == []

    def test_quotes_within_quotes_of_yaml(self) -> None:
        """Quotes of YAML around the phrase do not hide those of the language."""
        assert told('"email contains \\"chief\\""') == []
        assert told('"email contains chief"') != []

    def test_without_parameters(self) -> None:
        """Words are words where no parameter has their name."""
        assert told("email contains chief", "") == []
