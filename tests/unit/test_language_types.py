"""Types of values."""

from __future__ import annotations

import pytest

from leadpact.language.types import Kind, Type


class TestType:
    """A kind, with its choices."""

    @pytest.mark.parametrize("kind", Kind)
    def test_numbers(self, kind: Kind) -> None:
        """Whole numbers and decimals are numbers, amounts with a unit are not."""
        assert Type(kind).is_number is (kind in {Kind.INTEGER, Kind.DECIMAL})

    def test_text(self) -> None:
        """A type prints as the word of the policy file."""
        assert str(Type(Kind.CHOICE, ("hot", "cold"))) == "choice"
