from __future__ import annotations

import ast
import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from leadpact.wording import Catalogue, languages

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = Path(__file__).parents[2] / "src" / "leadpact"

GERMAN = """
[promises]
will = "{party:upper} sagt zu: {promise:upper}"
within = "binnen {within} nach {start}"
[units]
hour = {one = "{amount} Stunde", other = "{amount} Stunden"}
[lists]
more = "{items}, {item}"
or = "{items} oder {item}"
or_apart = "{items}; oder {item}"
"""


class TestText:
    """`Catalogue.text`."""

    def test_places_are_filled_in_the_order_of_the_language(self) -> None:
        """The template, not the code, decides where a place stands."""
        catalogue = Catalogue.parse("de", '[steps]\nafter = "nach {time}: {step}"')
        assert catalogue.text("steps.after", step="melden", time="1 h") == (
            "nach 1 h: melden"
        )

    @pytest.mark.parametrize(("n", "shown"), [(1, "1 Stunde"), (0, "0 Stunden")])
    def test_a_number_chooses_the_form(self, n: int, shown: str) -> None:
        """The form `one` is for 1 alone."""
        catalogue = Catalogue.parse("de", GERMAN)
        assert catalogue.text("units.hour", n, amount=str(n)) == shown

    def test_first_letters_are_the_affair_of_the_template(self) -> None:
        """German keeps the noun large that English would write small."""
        german, english = Catalogue.parse("de", GERMAN), Catalogue.load("en")
        party, promise = "vertrieb", "Leads annehmen"
        shown = german.text("promises.will", party=party, promise=promise)
        assert shown == "Vertrieb sagt zu: Leads annehmen"
        shown = english.text("promises.will", party=party, promise=promise)
        assert shown == "Vertrieb will leads annehmen"

    def test_a_word_like_crm_stays_large(self) -> None:
        """A first word with further capitals is a name, not the start of a sentence."""
        text = Catalogue.load("en").text("names.label", label="CRM notes are kept")
        assert text == "CRM notes are kept"

    def test_filled_text_is_not_read_as_a_template(self) -> None:
        """Braces of an author stay braces."""
        text = Catalogue.load("en").text("names.quoted", text="{promise}")
        assert text == "“{promise}”"

    def test_an_unknown_key_is_loud(self) -> None:
        """A key that no message has raises."""
        with pytest.raises(KeyError, match=r"promises\.wont"):
            Catalogue.load("en").text("promises.wont")

    @pytest.mark.parametrize("places", [{}, {"text": "a", "more": "b"}])
    def test_places_must_fit(self, places: dict[str, str]) -> None:
        """A missing place raises, and so does one that the message does not have."""
        with pytest.raises(TypeError, match=r"`names\.quoted` has places"):
            Catalogue.load("en").text("names.quoted", None, **places)

    def test_a_number_must_fit(self) -> None:
        """A message with forms needs a number, any other takes none."""
        catalogue = Catalogue.load("en")
        with pytest.raises(TypeError, match="needs a number"):
            catalogue.text("units.hour", amount="1")
        with pytest.raises(TypeError, match="takes no number"):
            catalogue.text("names.quoted", 1, text="a")

    def test_an_unknown_change_of_letters_is_loud(self) -> None:
        """A place is `upper` or `lower`."""
        catalogue = Catalogue.parse("en", '[a]\nb = "{c:>9}"')
        with pytest.raises(ValueError, match="upper"):
            catalogue.text("a.b", c="d")


class TestJoined:
    """`Catalogue.joined`."""

    @pytest.mark.parametrize(
        ("items", "shown"),
        [
            (["a"], "a"),
            (["a", "b"], "a oder b"),
            (["a", "b", "c"], "a, b oder c"),
            (["a", "a", "a"], "a, a oder a"),
        ],
    )
    def test_last_item_has_the_joint(self, items: list[str], shown: str) -> None:
        """Commas stand before all items but the last."""
        assert Catalogue.parse("de", GERMAN).joined(items, "or") == shown

    def test_sentences(self) -> None:
        """Between sentences stands always the same."""
        shown = Catalogue.load("en").joined(["a", "b", "c"], "lines")
        assert shown == "a; b; c"

    def test_apart(self) -> None:
        """Items with lists of their own are all set apart."""
        catalogue = Catalogue.parse("de", GERMAN)
        shown = catalogue.joined(["a", "b", "c"], "or", apart=True)
        assert shown == "a; oder b; oder c"


class TestLanguages:
    """What is shipped."""

    def test_english_is_shipped(self) -> None:
        """English is there, and loads once."""
        assert "en" in languages()
        assert Catalogue.load("en") is Catalogue.load("en")

    def test_a_language_that_is_not_shipped(self) -> None:
        """The refusal names what there is."""
        with pytest.raises(ValueError, match="no messages in `tlh`, only in en"):
            Catalogue.load("tlh")

    @pytest.mark.parametrize("language", languages())
    def test_all_languages_have_the_same_messages(self, language: str) -> None:
        """Keys, places and forms are those of English."""
        english, other = Catalogue.load("en"), Catalogue.load(language)
        assert other.messages.keys() == english.messages.keys()
        for key, message in other.messages.items():
            assert message.places == english.messages[key].places, key
            assert (message.one is None) == (english.messages[key].one is None), key

    def test_messages_are_files_of_the_package(self) -> None:
        """Every file among the messages is a language."""
        files = resources.files("leadpact.wording").joinpath("messages").iterdir()
        assert sorted(file.name for file in files) == [
            f"{language}.toml" for language in languages()
        ]


class TestUse:
    """The keys that code names, compared with those of the catalogue."""

    def test_every_key_in_code_exists(self) -> None:
        """A key or a pattern of keys that code names has messages."""
        known = Catalogue.load("en").messages
        for place, key in used_keys():
            assert any(key.fullmatch(one) for one in known), (place, key.pattern)

    def test_every_message_is_used(self) -> None:
        """A message that no code names is dead."""
        unused = set(Catalogue.load("en").messages) - set(plain_texts())
        for _, key in used_keys():
            unused -= {one for one in unused if key.fullmatch(one)}
        assert unused == set()


def plain_texts() -> Iterator[str]:
    """Every plain text of the sources."""
    for file in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def used_keys() -> Iterator[tuple[str, re.Pattern[str]]]:
    """The keys that sources name, each with its place.

    Within the package of words a key may stand anywhere, elsewhere as the first
    argument of `text`. Each field of a formatted text stands for a part of a name.
    """
    areas = {key.partition(".")[0] for key in Catalogue.load("en").messages}
    for file in sorted(SOURCES.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in texts(tree) if file.parent.name == "wording" else asked(tree):
            found = key_pattern(node)
            area, _, name = found.partition(r"\.")
            if area in areas and name:
                place = f"{file.relative_to(SOURCES)}:{getattr(node, 'lineno', 0)}"
                yield place, re.compile(found)


def texts(node: ast.AST) -> Iterator[ast.AST]:
    """Plain and formatted texts, each formatted one whole."""
    if isinstance(node, (ast.Constant, ast.JoinedStr)):
        yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
            yield from texts(child)


def asked(tree: ast.AST) -> Iterator[ast.AST]:
    """The first arguments of calls of `text`, and both sides of a choice there."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="text") | ast.Name(id="text"), args=[key, *_]
            ):
                yield from (
                    (key.body, key.orelse) if isinstance(key, ast.IfExp) else (key,)
                )


def key_pattern(node: ast.AST) -> str:
    """The pattern of a text that could be a key, or an empty one."""
    parts = []
    for part in node.values if isinstance(node, ast.JoinedStr) else [node]:
        if isinstance(part, ast.FormattedValue):
            parts.append("[a-z0-9_]+")
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            parts.append(re.escape(part.value))
    return "".join(parts)
