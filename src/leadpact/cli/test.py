"""`leadpact test`: whether a policy does what its tests expect."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

import attrs
import click

from leadpact.cli.exits import Exit, exit_of
from leadpact.cli.options import output_option
from leadpact.cli.output import opened
from leadpact.cli.terminal import printable, tell
from leadpact.errors import PolicyError
from leadpact.pact import Pact
from leadpact.review.cases import run_suite
from leadpact.review.cases.boundaries import Boundary, blind_spots, boundaries
from leadpact.review.cases.coverage import cover
from leadpact.review.cases.mutation import mutate
from leadpact.review.cases.reports import (
    SuiteResult,
    coverage_lines,
    json_report,
    junit_report,
    mutation_lines,
    text_report,
)
from leadpact.review.cases.suggesting import suggested
from leadpact.review.cases.suites import Shelf, test_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from leadpact.review.cases import Suite

#: Seconds between two looks at the files.
_PAUSE = 0.5


@click.command(
    epilog="""\b
Examples:
  leadpact test
  leadpact test policies/inbound -k "first touch"
  leadpact test policies --format junit -o results.xml
"""
)
@click.argument(
    "paths",
    metavar="[PATH]...",
    nargs=-1,
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "-k", "words", metavar="TEXT", help="Only cases whose name or file has this in it."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "junit", "json"]),
    default="text",
    show_default=True,
    help="For people, for CI systems, or for programs.",
)
@output_option
@click.option(
    "--coverage",
    "coverage",
    is_flag=True,
    help="Tell what of each policy no test reaches, behind the results.",
)
@click.option(
    "--min-coverage",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="End with 1 if the tests reach less.",
)
@click.option(
    "--mutate",
    "mutants",
    is_flag=True,
    help="Make each policy wrong in one place after the other, and tell which of them "
    "the tests do not notice.",
)
@click.option(
    "--min-caught",
    type=click.FloatRange(0, 100),
    default=0,
    metavar="PERCENT",
    help="With `--mutate`, end with 1 if the tests notice less.",
)
@click.option(
    "--suggest",
    "suggests",
    is_flag=True,
    help="Write cases for the boundaries that no test reaches, with what the policy "
    "says there now, for a person to confirm.",
)
@click.option(
    "--watch", is_flag=True, help="Test anew whenever a file changes, until Ctrl+C."
)
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one an option
    ctx: click.Context,
    paths: tuple[Path, ...],
    words: str | None,
    form: str,
    output: str,
    coverage: bool,  # noqa: FBT001 - a flag
    min_coverage: float | None,
    mutants: bool,  # noqa: FBT001 - a flag
    min_caught: float,
    suggests: bool,  # noqa: FBT001 - a flag
    watch: bool,  # noqa: FBT001 - a flag
) -> None:
    """Hold policies against the tests beside them.

    PATH is a file of tests, or a folder: then all files in folders named `tests`, there
    and below, that begin with `tests:`. The current folder is the one if none is named.
    The tests are about the newest version in the folder above, unless they name one.

    The exit code is 0 if everything is as expected, and 1 if anything is not.
    """
    places = paths or (Path(),)
    covered = coverage or min_coverage is not None
    if mutants + covered + suggests + watch > 1 or (
        form != "text" and mutants + covered + suggests
    ):
        msg = (
            "`--mutate`, `--coverage`, `--suggest` and `--watch` go neither together "
            "nor with another format"
        )
        raise click.UsageError(msg)
    if suggests:
        ctx.exit(_suggest(places, words, output))
    if mutants:
        ctx.exit(_mutate(places, words, min_caught, output))
    if covered:
        ctx.exit(_cover(places, words, min_coverage or 0, output))
    if not watch:
        ctx.exit(_run(places, words, form, output))
    _watch(places, words, form, output)


def _run(places: Sequence[Path], words: str | None, form: str, output: str) -> Exit:
    """Test once; how it ends."""
    files, suites = _asked(places, words)
    found = [SuiteResult(suite, tuple(run_suite(suite))) for suite in suites]
    with opened(output, *files) as stream:
        stream.write(_report(found, form).encode(errors="backslashreplace"))
    is_met = not any(each.unmet for each in found)
    return Exit.FINE if is_met else Exit.FINDINGS


def _asked(places: Sequence[Path], words: str | None) -> tuple[list[Path], list[Suite]]:
    """The files that places name, and the cases that are chosen of them.

    Raises:
        UsageError: There are none.
        PolicyError: All that is wrong with any of them.
    """
    files = [file for place in places for file in test_files(place)]
    if not files:
        named = ", ".join(f"`{place}`" for place in places)
        msg = f"there are no tests in {named}: a file `tests/NAME.yaml` has `tests: 1`"
        raise click.UsageError(msg)
    return files, _chosen(_suites(dict.fromkeys(files)), words)


def _mutate(
    places: Sequence[Path], words: str | None, least: float, output: str
) -> Exit:
    """Test the tests; how it ends."""
    files, suites = _asked(places, words)
    if not all(result.is_met for suite in suites for result in run_suite(suite)):
        msg = "some tests are not met by the policy itself: run `leadpact test` first"
        raise click.UsageError(msg)
    found = [mutate(each) for each in _by_policy(suites)]
    with opened(output, *files) as stream:
        _write(stream, (line for each in found for line in mutation_lines(each)))
    is_enough = all(100 * each.share >= least for each in found)
    return Exit.FINE if is_enough else Exit.FINDINGS


def _cover(
    places: Sequence[Path], words: str | None, least: float, output: str
) -> Exit:
    """Test, and tell what no test reaches; how it ends."""
    files, suites = _asked(places, words)
    found = [SuiteResult(suite, tuple(run_suite(suite))) for suite in suites]
    covered = [cover(each) for each in _by_policy(suites)]
    with opened(output, *files) as stream:
        _write(stream, text_report(found))
        _write(stream, (line for each in covered for line in coverage_lines(each)))
    is_met = not any(each.unmet for each in found)
    is_enough = all(100 * each.share >= least for each in covered)
    return Exit.FINE if is_met and is_enough else Exit.FINDINGS


def _suggest(places: Sequence[Path], words: str | None, output: str) -> Exit:
    """Write cases for what no test reaches; how it ends."""
    if not any(test_files(place) for place in places if place.is_dir()):
        file, pact, missed, version = _untested(places)
    else:
        file, pact, missed, version = _barely_tested(places, words)
    if missed:
        with opened(output, *places) as stream:
            blind = blind_spots(pact.checked)
            text = printable(suggested(missed, pact, version, blind))
            stream.write(text.encode(errors="backslashreplace"))
    told = "1 boundary" if len(missed) == 1 else f"{len(missed)} boundaries"
    click.echo(f"{file}: {told} that no test reaches", err=True)
    return Exit.FINE


#: The file of a policy, the policy, boundaries of it, and the version to name.
_Missed: TypeAlias = tuple[str, Pact, tuple[Boundary, ...], str]


def _untested(places: Sequence[Path]) -> _Missed:
    """All boundaries of the newest version in a folder without tests."""
    shelf = Shelf()
    found = [shelf.newest(place) for place in places if place.is_dir()]
    known = [one for one in found if one is not None]
    if len(known) != 1:
        msg = "name the folder of one policy"
        raise click.UsageError(msg)
    ((file, pact),) = known
    return file, pact, boundaries(pact.checked), ""


def _barely_tested(places: Sequence[Path], words: str | None) -> _Missed:
    """The boundaries of a policy that no test reaches."""
    _, suites = _asked(places, words)
    groups = _by_policy(suites)
    if len(groups) > 1:
        named = ", ".join(f"`{each[0].policy}`" for each in groups)
        msg = f"there are tests of {named}: name the folder of one policy"
        raise click.UsageError(msg)
    (group,) = groups
    # Tests of an older version name it.
    version = group[0].version if all(one.version for one in group) else ""
    return group[0].policy, group[0].pact, cover(group).boundaries, version


def _by_policy(suites: Iterable[Suite]) -> list[list[Suite]]:
    """The suites of each version together."""
    found: dict[str, list[Suite]] = {}
    for suite in suites:
        found.setdefault(suite.policy, []).append(suite)
    return [*found.values()]


def _write(stream: BinaryIO, lines: Iterable[str]) -> None:
    text = "".join(f"{printable(line)}\n" for line in lines)
    stream.write(text.encode(errors="backslashreplace"))


def _suites(files: Iterable[Path]) -> list[Suite]:
    """The cases of all files.

    Raises:
        PolicyError: All that is wrong with any of them.
    """
    shelf = Shelf()
    suites, mistakes = [], dict[object, None]()
    sources: dict[str, str] = {}
    for file in files:
        try:
            suites.append(shelf.read(file))
        except PolicyError as error:
            mistakes |= dict.fromkeys(error.diagnostics)
            sources |= error.sources
    if mistakes:
        raise PolicyError([*mistakes], sources)  # type: ignore[list-item]
    return suites


def _chosen(suites: Sequence[Suite], words: str | None) -> list[Suite]:
    """The suites with those of their cases that have some words in their names."""
    if words is None:
        return list(suites)
    wanted = words.casefold()
    found = [
        attrs.evolve(
            suite,
            cases=tuple(
                case
                for case in suite.cases
                if wanted in f"{suite.file} {case.name}".casefold()
            ),
        )
        for suite in suites
    ]
    if not any(suite.cases for suite in found):
        msg = f"no case has `{words}` in its name or in that of its file"
        raise click.UsageError(msg)
    return [suite for suite in found if suite.cases]


def _report(found: Sequence[SuiteResult], form: str) -> str:
    if form == "junit":
        return junit_report(found)
    if form == "json":
        return json_report(found)
    return "".join(f"{printable(line)}\n" for line in text_report(found))


def _watch(places: Sequence[Path], words: str | None, form: str, output: str) -> None:
    """Test whenever a file has changed."""
    before: object = None
    while True:
        now = _stamps(places)
        if now != before:
            before = now
            try:
                code = _run(places, words, form, output)
            except PolicyError as error:
                tell(error.diagnostics, error.sources)
                code = exit_of(error)
            click.echo(f"-- exit code {code}; watching for changes --", err=True)
        time.sleep(_PAUSE)


def _stamps(places: Sequence[Path]) -> dict[Path, int]:
    """When each YAML file was changed, of the tests and of the policies above them."""
    folders = {
        folder
        for place in places
        for file in test_files(place)
        for folder in (file.parent, file.absolute().parent.parent)
    }
    files = (file for folder in folders for file in folder.glob("*.y*ml"))
    return {file: file.stat().st_mtime_ns for file in files if file.is_file()}
