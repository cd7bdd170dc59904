"""What must hold for every mutant of a sound policy."""

from __future__ import annotations

import contextlib
import functools
import os
import random
import re
import signal
import time
import traceback
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

import attrs
from builders_mistakes import is_inside, is_well_said
from fuzz.corpus import Sample, samples
from fuzz.mutate import Mutant, Pool, mutant
from fuzz.reader import compose, plain, scalars, undeclared

import leadpact
from leadpact.agreement import Target, agreement_view, render
from leadpact.check import advise_policy, check_policy
from leadpact.diagnostics import CODES
from leadpact.diagnostics import render as render_diagnostic
from leadpact.language.types import Kind, Type
from leadpact.loading.policy import load_policy, load_shared
from leadpact.model.lead import EVENT_ATTRIBUTES, STANDARD_EVENTS
from leadpact.pact import Pact
from leadpact.signing.canonical import canonical

if TYPE_CHECKING:
    import types
    from collections.abc import Iterator, Mapping

    from leadpact.check import CheckedPolicy
    from leadpact.diagnostics import Diagnostic
    from leadpact.model.policy import Policy

#: Seconds of processor time that reading and checking one file may take, and all that
#: is done with a policy behind that.
LONGEST, LONGEST_USE = 1.0, 10.0
NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)


class BrokenLawError(Exception):
    """Something does not hold that must; the message begins with its name."""


class TooSlowError(BaseException):
    """A file takes longer than any file may; no handler of exceptions keeps it."""


@attrs.frozen
class Trial:
    """One mutant in its place.

    Attributes:
        seed: What it comes from.
        sample: The sound policy.
        file: The file of it that was changed.
        mutant: The changed file.
    """

    seed: int
    sample: Sample
    file: str
    mutant: Mutant

    def files(self, data: bytes) -> dict[str, bytes]:
        """All files of the policy, the changed one with some bytes."""
        files = {name: text.encode() for name, text in self.sample.files.items()}
        return {**files, self.file: data}


class Trials:
    """Trials by their seeds."""

    def __init__(self) -> None:
        self._samples = samples()
        texts = [text for sample in self._samples for text in sample.files.values()]
        self._pool = Pool.of(texts)

    def trial(self, seed: int) -> Trial:
        """The trial of a seed: the same on every machine."""
        rng = random.Random(seed)  # noqa: S311 - nothing is secret here
        sample = rng.choice(self._samples)
        file = rng.choice([*sample.files])
        return Trial(seed, sample, file, mutant(rng, sample.files[file], self._pool))


@attrs.frozen
class Verdict:
    """What came of a trial.

    Attributes:
        law: The law that it breaks; empty if it breaks none.
        told: How it breaks it.
        accepted: Whether the policy was accepted.
    """

    law: str = ""
    told: str = ""
    accepted: bool = False


def judge(trial: Trial, data: bytes | None = None) -> Verdict:
    """What comes of a trial.

    Args:
        trial: The trial.
        data: Bytes in place of the mutant's, as a smaller file with the same fault.
    """
    try:
        files = trial.files(trial.mutant.data if data is None else data)
        return Verdict(accepted=_hold(trial, files))
    except BrokenLawError as error:
        return Verdict(str(error).partition(":")[0], str(error))
    except TooSlowError:
        return Verdict("slow", f"takes too long\n{traceback.format_exc(-6)}")
    except Exception as error:  # noqa: BLE001 - what this is all about
        return Verdict(f"raises {type(error).__name__}", traceback.format_exc())


def outcome(trial: Trial) -> str:
    """What comes of a trial in one line: its digest, or all that is wrong."""
    try:
        return Pact(_checked(trial.files(trial.mutant.data))).digest
    except leadpact.PolicyError as error:
        return " / ".join(
            render_diagnostic(found, error.sources.get(found.span.file, "")).replace(
                "\n", " "
            )
            for found in error.diagnostics
        )


def _hold(trial: Trial, files: Mapping[str, bytes]) -> bool:
    """Whether the policy is accepted; whatever comes of it must come well."""
    main = next(iter(files))
    try:
        with _watch(LONGEST):
            if _SHARED.search(trial.sample.files[main]):
                load_shared(main, files[main])
                return True
            checked = _checked(files)
    except leadpact.PolicyError as error:
        _well_told(error)
        _not_for_its_layout(trial, files, error)
        return False
    roots = [compose(data.decode()) for data in files.values()]
    sound = [root for root in roots if root is not None]
    if len(sound) < len(roots):
        _broken("composed", "the loader accepts what PyYAML does not")
    if found := undeclared(sound):
        _broken("undeclared", "; ".join(found[:5]))
    with _watch(LONGEST_USE):
        _usable(checked, trial.seed)
    if trial.seed % 8 == 0:
        again = _checked(files)
        if canonical(again.policy) != canonical(checked.policy):
            _broken("deterministic", "a second reading differs")
    _same_digest(trial, files, checked)
    return True


def _broken(law: str, told: str) -> NoReturn:
    raise BrokenLawError(f"{law}: {told}")


def _checked(files: Mapping[str, bytes]) -> CheckedPolicy:
    main = next(iter(files))

    def read(file: str) -> bytes:
        try:
            return files[file]
        except KeyError:
            raise FileNotFoundError(2, os.strerror(2), file) from None

    loaded = load_policy(main, files[main], read)
    checked = check_policy(loaded)
    for found in advise_policy(loaded):
        _well_made(found, loaded.document.sources)
    return checked


@contextlib.contextmanager
def _watch(longest: float) -> Iterator[None]:
    """Stop what takes too long, counted in time of this process alone."""
    start = time.process_time()
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGPROF, _too_slow)
        signal.setitimer(signal.ITIMER_PROF, longest)
    try:
        yield
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, 0)
    if time.process_time() - start > longest:
        raise TooSlowError


def _too_slow(_: int, __: types.FrameType | None) -> NoReturn:
    raise TooSlowError


# A refusal.


def _well_told(error: leadpact.PolicyError) -> None:
    """Every mistake is well made, and they stand in order."""
    if not error.diagnostics:
        _broken("told", "a refusal without a mistake")
    places = [found.span for found in error.diagnostics]
    if places != sorted(places):
        _broken("told", "mistakes out of order")
    for found in error.diagnostics:
        _well_made(found, error.sources)


def _well_made(found: Diagnostic, sources: Mapping[str, str]) -> None:
    if found.code not in CODES:
        _broken("told", f"an unknown code: {found}")
    if found.span.file not in sources:
        _broken("told", f"in no file: {found}")
    text = sources[found.span.file]
    if not is_inside(found.span, text):
        _broken("told", f"outside its file: {found}")
    if not is_well_said(found):
        _broken("told", f"not in the style of messages: {found!r}")
    if len(render_diagnostic(found, text).splitlines()) > _MOST_LINES:
        _broken("told", f"shown on too many lines: {found}")


#: How a file of shared definitions tells what it is.
_SHARED = re.compile(r"^shared:", re.MULTILINE)
#: Headline, source, carets, hint.
_MOST_LINES = 4
#: Mistakes of YAML itself, sizes, and characters that nobody sees.
_OF_LAYOUT = frozenset(("LP1001", "LP1002", "LP1003", "LP1004", "LP1011"))


def _not_for_its_layout(
    trial: Trial, files: Mapping[str, bytes], error: leadpact.PolicyError
) -> None:
    """A file with the same content as a sound one is sound."""
    if {found.code for found in error.diagnostics} & _OF_LAYOUT:
        return
    root = compose(files[trial.file].decode(errors="replace"))
    if root is not None and plain(root) == _sound(trial.sample.files[trial.file]):
        _broken("layout", f"refused for its layout: {error}")


# An accepted policy.


def _usable(checked: CheckedPolicy, seed: int) -> None:
    """A policy that is accepted judges leads and prints its page."""
    pact = Pact(checked)
    policy = checked.policy
    if canonical(policy) != canonical(policy) or len(pact.digest) != _DIGEST:
        _broken("deterministic", "the canonical form differs")
    pact.evaluate(leadpact.Lead("L1", {}, None), now=NOW)
    pact.evaluate(_lead(policy), now=NOW)
    if seed % 4:
        return
    try:
        render(agreement_view(checked), Target.MARKDOWN)
    except leadpact.AgreementError as error:
        for found in error.diagnostics:
            assert found.code in CODES


_DIGEST = 64


def _lead(policy: Policy) -> leadpact.Lead:
    """A lead with every field, and one event of each type an hour apart."""
    fields = {
        name: _value(field.type, policy.currency)
        for name, field in policy.fields.items()
    }
    types_of_events = dict(STANDARD_EVENTS)
    for name, event in policy.events.items():
        types_of_events[name] = {**types_of_events.get(name, {}), **event.data}
    start = NOW - timedelta(days=3)
    events = tuple(
        leadpact.Event(
            name,
            start + timedelta(hours=number),
            {
                datum: _value(kind, policy.currency)
                for datum, kind in data.items()
                if datum not in EVENT_ATTRIBUTES
            },
            leadpact.Actor.HUMAN,
        )
        for number, (name, data) in enumerate(sorted(types_of_events.items()))
    )
    return leadpact.Lead("L1", fields, events)


def _value(kind: Type, currency: str) -> object:
    if kind.choices is not None:
        return (kind.choices[0],) if kind.kind is Kind.SET else kind.choices[0]
    return {
        Kind.INTEGER: 60,
        Kind.DECIMAL: Decimal("2.5"),
        Kind.FLAG: True,
        Kind.DATE: date(2026, 1, 9),
        Kind.INSTANT: NOW,
        Kind.MONEY: leadpact.Money(Decimal(50_000), currency),
        Kind.PERCENT: leadpact.Percent(Decimal(40)),
    }.get(kind.kind, "Europe/Oslo")  # A text may have to tell a zone.


def _same_digest(
    trial: Trial, files: Mapping[str, bytes], checked: CheckedPolicy
) -> None:
    """The digest tells the same content from another."""
    ours, theirs = canonical(checked.policy), _canonical(trial.sample)
    root = compose(files[trial.file].decode())
    assert root is not None
    sound = trial.sample.files[trial.file]
    if plain(root) == _sound(sound) and ours != theirs:
        _broken("digest", "the same content, another digest")
    if ours == theirs:
        own, other = _words(root), _words(compose(sound))
        odd = own - other, other - own
        if any(word not in _SAYS_NOTHING for each in odd for word in each):
            _broken("digest", f"other content, the same digest: {odd}")


@functools.cache
def _canonical(sample: Sample) -> bytes:
    """The canonical form of a sound policy."""
    files = {name: text.encode() for name, text in sample.files.items()}
    return canonical(_checked(files).policy)


@functools.cache
def _sound(text: str) -> object:
    """What a sound file holds."""
    root = compose(text)
    assert root is not None
    return plain(root)


def _words(root: object) -> Counter[str]:
    """The words of a file, each in one spelling."""
    found: Counter[str] = Counter()
    for text in scalars(root):  # type: ignore[arg-type]
        for word in re.findall(r"[^\W\d]\w*|\d[\d.]*|[^\w\s]", text):
            if word[0].isdigit() and word.count(".") == 1:
                word = word.rstrip("0").rstrip(".")  # noqa: PLW2901 - its one spelling
            if word.rstrip("s") in _UNITS:
                word = word.rstrip("s")  # noqa: PLW2901
            found[word] += 1
    return found


_UNITS = {"minute", "hour", "day", "week", "month"}
#: What may be written or left out: brackets, quotes, `to`, and defaults.
_SAYS_NOTHING = frozenset((*'()"', "to"))
