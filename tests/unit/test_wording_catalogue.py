from __future__ import annotations

import ast
import pickle
import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from leadpact.loading.format.kinds import LANGUAGE
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

FORMS = """
[units]
day = { one = "{amount} Tag", other = "{amount} Tage" }
[steps]
late = "nach {time:dative}: {what:upper}"
plain = "{what} ({time:plain})"
[cases]
when = "{value}, wenn {condition:dependent}"
[clauses]
is = "{value} ist {word}"
not = "nicht ({condition})"
[articles]
any = { m = "ein {noun}", f = "eine {noun}" }
[lists]
or = "{items} oder {item}"
[forms.dative.units]
day = { one = "{amount} Tag", other = "{amount} Tagen" }
[forms.dative.articles]
any = { m = "einem {noun}", f = "einer {noun}" }
[forms.dependent.clauses]
is = "{value} {word} ist"
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

    @pytest.mark.parametrize("asked", [">9", "dative"])
    def test_what_no_form_is_called_is_loud(self, asked: str) -> None:
        """A place asks for the first letter, or for a form of the language."""
        with pytest.raises(ValueError, match=f"`a.b` asks for `{asked}`"):
            Catalogue.parse("en", f'[a]\nb = "{{c:{asked}}}"')


class TestForms:
    """Phrases in more forms than one."""

    CATALOGUE = Catalogue.parse("de", FORMS)

    def day(self, n: int) -> str:
        """A number of days."""
        return self.CATALOGUE.text("units.day", n, amount=str(n))

    def test_a_place_asks_for_a_form(self) -> None:
        """The phrase itself is in the form in which it stands alone."""
        shown = self.CATALOGUE.text("steps.late", time=self.day(2), what="melden")
        assert (self.day(2), shown) == ("2 Tage", "nach 2 Tagen: Melden")

    def test_a_list_has_the_forms_of_its_items(self) -> None:
        """What is made of phrases takes their forms on."""
        days = self.CATALOGUE.joined([self.day(1), self.day(2)], "or")
        shown = self.CATALOGUE.text("steps.late", time=days, what="x")
        assert shown == "nach 1 Tag oder 2 Tagen: X"

    def test_a_place_may_keep_the_plain_form(self) -> None:
        """A phrase in brackets stands alone, whatever is around them."""
        whole = self.CATALOGUE.text("steps.plain", time=self.day(2), what=self.day(3))
        shown = self.CATALOGUE.text("steps.late", time=whole, what="x")
        assert shown == "nach 3 Tagen (2 Tage): X"

    def test_clauses_order_their_words(self) -> None:
        """Behind a conjunction the verb stands at the end, in brackets too."""
        clause = self.CATALOGUE.text("clauses.is", value="band", word="hot")
        denied = self.CATALOGUE.text("clauses.not", condition=clause)
        shown = self.CATALOGUE.text("cases.when", value="5", condition=denied)
        assert denied == "nicht (band ist hot)"
        assert shown == "5, wenn nicht (band hot ist)"

    @pytest.mark.parametrize(
        ("gender", "shown"), [("m", "nach einem X: Y"), ("f", "nach einer X: Y")]
    )
    def test_the_class_of_a_noun_chooses(self, gender: str, shown: str) -> None:
        """Variants by class, in every form."""
        noun = self.CATALOGUE.text("articles.any", gender, noun="X")
        assert self.CATALOGUE.text("steps.late", time=noun, what="y") == shown

    def test_a_class_that_the_language_does_not_have(self) -> None:
        """There is no guess at an article."""
        with pytest.raises(KeyError, match="n"):
            self.CATALOGUE.text("articles.any", "n", noun="X")

    def test_a_text_has_no_forms(self) -> None:
        """What somebody typed is the same everywhere."""
        shown = self.CATALOGUE.text("steps.late", time="2 Tage", what="x")
        assert shown == "nach 2 Tage: X"

    def test_phrases_are_copied_with_their_forms(self) -> None:
        """They go from process to process as texts do."""
        again = pickle.loads(pickle.dumps(self.day(2)))  # noqa: S301 - our own bytes
        shown = self.CATALOGUE.text("steps.late", time=again, what="x")
        assert shown == "nach 2 Tagen: X"


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
        with pytest.raises(ValueError, match="no messages in `tlh`, only in de, en"):
            Catalogue.load("tlh")

    def test_a_policy_may_name_them(self) -> None:
        """The description of the format lists the same languages."""
        assert LANGUAGE.known == languages()

    @pytest.mark.parametrize("language", languages())
    def test_all_languages_have_the_same_messages(self, language: str) -> None:
        """Keys and places are those of English, and where a number decides."""
        english, other = Catalogue.load("en"), Catalogue.load(language)
        assert other.messages.keys() == english.messages.keys()
        for key, message in other.messages.items():
            assert message.places == english.messages[key].places, key
            assert message.by_number == english.messages[key].by_number, key

    @pytest.mark.parametrize("language", languages())
    def test_numbers_have_both_variants(self, language: str) -> None:
        """Where one number has its own words, all others have theirs."""
        for key, message in Catalogue.load(language).messages.items():
            if message.by_number:
                assert message.variants.keys() == {"one", "other"}, key

    @pytest.mark.parametrize("language", languages())
    def test_forms_are_of_messages(self, language: str) -> None:
        """A further form has the variants of its message, and no other places."""
        catalogue = Catalogue.load(language)
        for messages in catalogue.forms.values():
            for key, message in messages.items():
                plain = catalogue.messages[key]
                assert message.variants.keys() == plain.variants.keys(), key
                assert message.places == plain.places, key

    @pytest.mark.parametrize("language", languages())
    def test_every_form_is_asked_for(self, language: str) -> None:
        """A form that no place asks for is dead."""
        catalogue = Catalogue.load(language)
        assert set(catalogue.forms) <= {asked for _, asked in catalogue.asked()}

    @pytest.mark.parametrize("language", languages())
    def test_nouns_have_articles(self, language: str) -> None:
        """Every class of a noun is one that the articles know."""
        messages = Catalogue.load(language).messages
        known = messages["articles.any"].variants.keys()
        for key in messages:
            if key.startswith("noun_classes."):
                assert Catalogue.load(language).text(key) in known, key

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
