"""A decision of twenty rules by leadpact and by its peers, in one run.

The peers answer what fields alone decide in ``twenty_rules.TWENTY_RULES``: the points
of fit, two conditions, a band and a worth. They are no requirements of leadpact:
`pip install zen-engine rule-engine common-expression-language cel-expr-python
business-rules simpleeval`, then `python benchmarks/peers_rules.py`; those that are
not there are left out.

Each of them is given less to do than leadpact and the function by hand, which check
the types of all fields, go on where a field is missing, and keep the reasons. Texts
are folded for them in Python where they cannot do it themselves.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import twenty_rules
from timing import cost

import leadpact

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A lead of whom everything is known.
Fields: TypeAlias = Mapping[str, Any]
#: Points of fit, free mail, workable, band, worth.
Answers: TypeAlias = tuple[int, bool, bool, str, int]
Decide: TypeAlias = Callable[[Fields], Answers]

#: Conditions as Python, CEL and others spell them alike.
_RULES = {
    "big": "employees >= 200",
    "middle": "employees >= 50 {and_} employees <= 199",
    "senior": "{vp} {or_} {director} {or_} {head}",
    "american": 'country == "US"',
    "free_mail": "{yahoo} {or_} {hotmail}",
    "served": 'country == "US" {or_} country == "CA"',
    "chief": "{ceo} {or_} {chief}",
}
_PARTS = ("vp", "director", "head", "ceo", "chief")
_HOSTS = {"yahoo": "@yahoo.com", "hotmail": "@hotmail.com"}


def rules(contains: str, ends: str, *, words: bool) -> dict[str, str]:
    """The conditions in the spelling of a language.

    Args:
        contains: How a title is asked for a part.
        ends: How an address is asked for its host.
        words: Whether conditions are joined by `and` and `or`, not `&&` and `||`.
    """
    tests = {
        **{part: contains.format(part) for part in _PARTS},
        **{name: ends.format(host) for name, host in _HOSTS.items()},
        "and_": "and" if words else "&&",
        "or_": "or" if words else "||",
    }
    return {name: f"({text.format_map(tests)})" for name, text in _RULES.items()}


def one_map(found: Mapping[str, str], negation: str) -> str:
    """All answers but the band as one expression of a language with `? :` and maps.

    The band needs the points twice, and few of them name a part: ``read`` adds it.
    """
    fit = (
        "(({big} ? 30 : 0) + ({middle} ? 15 : 0) + ({senior} ? 20 : 0)"
        " + ({american} ? 10 : 0) + ({free_mail} ? -20 : 0))"
    ).format_map(found)
    workable = "(employees >= 50 {and_} {served} {and_} {not_} {free_mail})".format(
        and_="and" if negation == "not" else "&&", not_=negation, **found
    )
    worth = "({chief} ? 100 : 40)".format_map(found)
    return (
        f'{{"fit": {fit}, "free_mail": {found["free_mail"]}, '
        f'"workable": {workable}, "worth": {worth}}}'
    )


def folded(fields: Fields) -> dict[str, Any]:
    """The fields with their texts in small letters."""
    return {
        **fields,
        "email": fields["email"].casefold(),
        "title": fields["title"].casefold(),
    }


def read(found: Mapping[str, Any]) -> Answers:
    """The answers out of a map."""
    fit = int(found["fit"])
    # Questions about events are unknown: at the least they take ten points away.
    band = "hot" if fit - 10 >= 80 else "warm" if fit - 10 >= 50 else "cold"
    return fit, found["free_mail"], found["workable"], band, int(found["worth"])


def zen(module: Any) -> Decide:  # noqa: ANN401 - a module that may be absent
    """GoRules, in Rust: one expression, compiled."""
    spelt = rules(
        'contains(lower(title), "{}")', 'endsWith(lower(email), "{}")', words=True
    )
    program = module.compile_expression(one_map(spelt, "not"))
    return lambda fields: read(program.evaluate(dict(fields)))


def cel(module: Any) -> Decide:  # noqa: ANN401
    """common-expression-language, in Rust: one expression, compiled."""
    spelt = rules('title.contains("{}")', 'email.endsWith("{}")', words=False)
    program = module.compile(one_map(spelt, "!"))
    return lambda fields: read(program.execute(folded(fields)))


def cel_expr_python(module: Any) -> Decide:  # noqa: ANN401
    """cel-expr-python, in C++: one expression, compiled and typed."""
    cel = importlib.import_module(f"{module.__name__}.cel")
    spelt = rules('title.contains("{}")', 'email.endsWith("{}")', words=False)
    types = {
        "employees": cel.Type.INT,
        "amount": cel.Type.INT,
        **dict.fromkeys(("country", "email", "title"), cel.Type.STRING),
    }
    program = cel.NewEnv(variables=types).compile(one_map(spelt, "!"))
    return lambda fields: read(program.eval(data=folded(fields)).plain_value())


def rule_engine(module: Any) -> Decide:  # noqa: ANN401
    """rule-engine, in Python: one expression, parsed."""
    spelt = rules('"{}" in title', 'email.ends_with("{}")', words=True)
    rule = module.Rule(one_map(spelt, "not"))
    return lambda fields: read(rule.evaluate(folded(fields)))


def simpleeval(module: Any) -> Decide:  # noqa: ANN401
    """simpleeval, in Python: the tree of each expression, parsed once."""
    found = rules('"{}" in title', 'email.endswith("{}")', words=True)
    fit = (
        "(30 if {big} else 0) + (15 if {middle} else 0) + (20 if {senior} else 0)"
        " + (10 if {american} else 0) + (-20 if {free_mail} else 0)"
    ).format_map(found)
    texts = {
        "fit": fit,
        "free_mail": found["free_mail"],
        "workable": f"employees >= 50 and {found['served']} and not free_mail",
        "band": '"hot" if fit - 10 >= 80 else "warm" if fit - 10 >= 50 else "cold"',
        "worth": f"100 if {found['chief']} else 40",
    }
    engine = module.SimpleEval()
    trees = [(name, text, engine.parse(text)) for name, text in texts.items()]

    def decide(fields: Fields) -> Answers:
        engine.names = names = folded(fields)
        for name, text, tree in trees:
            names[name] = engine.eval(text, tree)
        return tuple(names[name] for name in texts)

    return decide


def business_rules(module: Any) -> Decide:  # noqa: ANN401
    """business-rules, in Python: conditions as data, actions that add up."""
    variables = importlib.import_module(f"{module.__name__}.variables")
    number, text = variables.numeric_rule_variable, variables.string_rule_variable
    # A variable is a method of a class; two of them read what actions have put.
    read_off = {
        "employees": number(lambda self: self.fields["employees"]),
        "country": text(lambda self: self.fields["country"]),
        "email": text(lambda self: self.fields["email"]),
        "title": text(lambda self: self.fields["title"]),
        "points": number(lambda self: self.fit - 10),
        "free_mail": variables.boolean_rule_variable(lambda self: self.is_free),
        "add": lambda self, points: setattr(self, "fit", self.fit + points),
        "put": lambda self, **found: self.__dict__.update(found),
    }
    lead_of = type("Lead", (variables.BaseVariables,), read_off)
    found = _as_data()

    def decide(fields: Fields) -> Answers:
        lead: Any = lead_of()
        lead.fields, lead.fit, lead.worth, lead.band = folded(fields), 0, 40, "cold"
        lead.is_free = lead.is_workable = False
        module.run_all(found, lead, lead)
        return lead.fit, lead.is_free, lead.is_workable, lead.band, lead.worth

    return decide


def _as_data() -> list[dict[str, object]]:
    """The rules of business-rules, in order."""

    def test(name: str, operator: str, value: object) -> dict[str, object]:
        return {"name": name, "operator": operator, "value": value}

    def rule(
        joint: str, tests: list[dict[str, object]], **found: object
    ) -> dict[str, object]:
        name = "add" if "points" in found else "put"
        return {
            "conditions": {joint: tests},
            "actions": [{"name": name, "params": found}],
        }

    def title(*parts: str) -> list[dict[str, object]]:
        return [test("title", "contains", part) for part in parts]

    at_least, at_most = "greater_than_or_equal_to", "less_than_or_equal_to"
    middle = [test("employees", at_least, 50), test("employees", at_most, 199)]
    served = [test("country", "equal_to", country) for country in ("US", "CA")]
    hosts = [test("email", "ends_with", host) for host in _HOSTS.values()]
    workable: list[dict[str, object]] = [
        test("employees", at_least, 50),
        {"any": served},
        test("free_mail", "is_false", value=True),
    ]
    return [
        rule("all", [test("employees", at_least, 200)], points=30),
        rule("all", middle, points=15),
        rule("any", title("vp", "director", "head"), points=20),
        rule("all", served[:1], points=10),
        rule("any", hosts, points=-20),
        rule("any", hosts, is_free=True),
        rule("all", workable, is_workable=True),
        rule("all", [test("points", at_least, 50)], band="warm"),
        rule("all", [test("points", at_least, 80)], band="hot"),
        rule("any", title("ceo", "chief"), worth=100),
    ]


_PEERS = (zen, cel_expr_python, cel, simpleeval, business_rules, rule_engine)
#: Leads on which all of them must agree.
_LEADS = 300


def peers() -> Iterator[tuple[str, Decide]]:
    """Those that are installed, each with the name of its module."""
    for make in _PEERS:
        try:
            module = importlib.import_module(make.__name__)
        except ImportError:
            print(f"{make.__name__} is not installed")
            continue
        yield make.__name__, make(module)


def expected(fields: Fields) -> Answers:
    """The answers of the function by hand."""
    found: dict[str, Any] = twenty_rules.by_hand(fields)
    points, *_ = found["fit"]
    band, worth = found["band"][0], found["worth"][0]
    return points, found["free_mail"], found["workable"], band, worth


def check_agreement(name: str, decide: Decide) -> None:
    """Fail where a peer answers something else than the function by hand."""
    for fields in twenty_rules.known_leads(_LEADS):
        found = decide(fields)
        assert found == expected(fields), (name, fields, found, expected(fields))


def main() -> None:
    """Print what each costs, and how often the cost of the function by hand that is."""
    pact = leadpact.loads(twenty_rules.TWENTY_RULES)
    twenty_rules.check_agreement(pact, 1_000)
    fields = twenty_rules.FIELDS
    base = cost(lambda: twenty_rules.by_hand(fields))
    lines = [
        ("by hand", base),
        ("leadpact", cost(lambda: pact.decide(fields, now=twenty_rules.NOW))),
    ]
    for name, decide in peers():
        check_agreement(name, decide)
        lines.append((name, cost(functools.partial(decide, fields))))
    for name, figure in lines:
        print(f"{name:<28} {figure:>10.2f} us {figure / base:>9.1f} x")


if __name__ == "__main__":
    main()
