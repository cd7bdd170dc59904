"""Mutants of sound policies keep the laws, and the fuzzer finds what it should."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from builders import make_policy
from fuzz.campaign import run_seeds
from fuzz.corpus import ROOT, Sample, samples
from fuzz.laws import Trial, Trials, judge
from fuzz.minimise import minimise
from fuzz.mutate import Mutant
from fuzz.reader import compose, undeclared

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Mutants of an ordinary run, in parts, so that a failure is told soon. `nox -s fuzz`
#: searches further.
BATCH, BATCHES = 250, 8

FILES = [(sample, file) for sample in samples() for file in sample.files]

#: What comes of some mutants, as another process tells it.
OUTCOMES = """
from fuzz.laws import Trials, outcome
trials = Trials()
for seed in range(120):
    print(seed, ascii(outcome(trials.trial(seed))))
"""


@pytest.fixture(scope="module", autouse=True)
def own_garbage() -> Iterator[None]:
    """Let no trial be charged for what other tests have left in memory.

    A collection walks over all objects there are: after tests of a large log it takes
    longer than a trial may.
    """
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.parametrize("batch", range(BATCHES))
def test_mutants(batch: int) -> None:
    """No mutant breaks a law; `python -m fuzz --first SEED --count 1` repeats one."""
    result = run_seeds(range(batch * BATCH, (batch + 1) * BATCH))
    assert not result.failures, "\n".join(map(str, result.failures))
    assert 0 < result.accepted < result.count


@pytest.mark.parametrize(
    ("sample", "file"), FILES, ids=[f"{sample.name}:{file}" for sample, file in FILES]
)
def test_sound(sample: Sample, file: str) -> None:
    """What the mutants are made of breaks no law, and the second reader accepts it."""
    verdict = judge(Trial(0, sample, file, Mutant(sample.files[file].encode(), ())))
    assert (verdict.accepted, verdict.law, verdict.told) == (True, "", "")


def test_outcomes_are_deterministic() -> None:
    """Digests, messages and hints do not depend on the order of sets."""
    told = [
        subprocess.run(
            [sys.executable, "-c", OUTCOMES],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}",
            },
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1]
    assert told[0].count("\n") == 120


def test_trial_comes_from_its_seed() -> None:
    """A seed stands for one mutant, whatever was made before it."""
    trials = Trials()
    first = trials.trial(7).mutant
    assert trials.trial(8).mutant != first
    assert Trials().trial(7).mutant == first


class TestUndeclared:
    """The second reader."""

    @pytest.mark.parametrize(
        ("section", "text", "found"),
        [
            ("colour", "red", "key 'colour' of Policy"),
            ("definitions", "{a: {all: x, some: y}}", "key 'some' of a definition"),
            ("definitions", "{a: emplyees > 5}", "name 'emplyees'"),
            ("definitions", "{a: country is XX}", "choice 'XX' of 'country'"),
            ("definitions", "{a: amount > 5 EUR}", "currency 'EUR'"),
            ("definitions", "{a: open(door)}", "'door' is none of ('calendars',)"),
            ("definitions", "{a: plan is pro}", "name 'plan'"),
            ("definitions", "{a: {first: [x when siez > 5, y]}}", "name 'siez'"),
            ("definitions", "{a: happened(knock)}", "'knock' is none of ('events',)"),
            ("scoring", "{a: 5 when emplyees > 5}", "name 'emplyees'"),
            ("fields", "{a: number}", "type 'number'"),
            ("calendars", "{a: {zone: UTC}}", "key 'zone' of a calendar"),
            ("parameters", "{a: {value: 5, note: x}}", "key 'note' of a parameter"),
            ("kpis", "[depth, width]", "'width' under 'kpis'"),
            ("timers", "{t: {unitl: x}}", "key 'unitl' of Timer"),
            ("timers", "{t: {party: nobody}}", "'nobody' under 'party'"),
            ("timers", "{t: {repeat: often}}", "word 'often'"),
            ("timers", "{t: {missed: shout}}", "name 'shout'"),
            ("goals", "{g: {require: share(t) > 5%}}", "'t' is none of ('timers',)"),
            ("consequences", "{nothing: x}", "'nothing' under 'consequences'"),
        ],
    )
    def test_finds(self, section: str, text: str, found: str) -> None:
        """A key or a name that nothing declares is found."""
        root = compose(make_policy(**{section: text}))
        assert root is not None
        assert found in undeclared([root])


class TestMinimise:
    """A smaller file with the same fault."""

    def test_keeps_what_fails(self) -> None:
        """Lines and words that the fault does not need are left out."""
        data = b"a: 1\nb: 2 3\nc: bad word here\nd: 4"
        assert minimise(data, lambda data: b"bad" in data) == b"bad"

    def test_stops(self) -> None:
        """A fault that needs everything is told as it is."""
        data = b"\n".join(b"%d" % number for number in range(2000))
        assert minimise(data, data.__eq__) == data
