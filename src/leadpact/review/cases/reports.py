"""What became of cases, for people, for CI systems and for programs."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import attrs

from leadpact.instants import format_instant
from leadpact.review.cases.running import CaseResult
from leadpact.review.cases.suite import Suite

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.explain import Explanation, Part
    from leadpact.review.cases.coverage import Coverage
    from leadpact.review.cases.coverage import Part as CoveredPart
    from leadpact.review.cases.mutation import MutationResult
    from leadpact.review.cases.running import Failure

#: The format of the JSON.
FORMAT = 1


@attrs.frozen
class SuiteResult:
    """What became of the cases of one file."""

    suite: Suite
    results: tuple[CaseResult, ...]

    @property
    def unmet(self) -> tuple[CaseResult, ...]:
        """Cases of which something is not as expected."""
        return tuple(one for one in self.results if not one.is_met)


def text_report(found: Sequence[SuiteResult]) -> Iterator[str]:
    """Lines for people: each case that is not met with its reasons, then the counts."""
    for each in found:
        for one in each.unmet:
            yield from told_lines(each.suite.file, one)
            yield ""
    for each in found:
        policy = each.suite.pact.checked.policy
        about = f"{policy.policy} {policy.version}"
        yield f"{each.suite.file}: {about}, {counted(each.results, each.unmet)}"
    if len(found) > 1:
        results = [one for each in found for one in each.results]
        unmet = [one for each in found for one in each.unmet]
        yield f"{len(found)} files: {counted(results, unmet)}"


def counted(results: Sequence[CaseResult], unmet: Sequence[CaseResult]) -> str:
    """How many cases there are, and how many of them are not met."""
    cases = "1 case" if len(results) == 1 else f"{len(results)} cases"
    return f"{cases}, {len(unmet)} not met" if unmet else f"{cases}, all met"


def told_lines(file: str, one: CaseResult) -> Iterator[str]:
    """Why a case is not met, as lines."""
    yield f"{file}:{one.case.span.line}: not met: {one.case.name}"
    for failure in one.failures:
        name = f"{failure.name}: " if failure.name else ""
        yield f"  line {failure.span.line}: {name}expected {failure.expected}"
        yield f"    found {failure.found}"
    if one.explanation is not None:
        yield from (f"    {line}" for line in explanation_lines(one.explanation))


def explanation_lines(explanation: Explanation) -> Iterator[str]:
    """An explanation as lines, each part further in than its heading."""
    yield explanation.title
    for part in explanation.parts:
        yield from _part_lines(part, "  ")


def _part_lines(part: Part, indent: str) -> Iterator[str]:
    yield f"{indent}{part.heading}"
    for line in part.lines:
        if isinstance(line, str):
            yield f"{indent}  {line}"
        else:
            yield from _part_lines(line, f"{indent}  ")


def junit_report(found: Sequence[SuiteResult]) -> str:
    """JUnit's XML, as CI systems read it."""
    root = ET.Element("testsuites", name="leadpact")
    for each in found:
        suite = ET.SubElement(
            root,
            "testsuite",
            name=each.suite.file,
            tests=str(len(each.results)),
            failures=str(len(each.unmet)),
            errors="0",
            skipped="0",
        )
        for one in each.results:
            case = ET.SubElement(
                suite,
                "testcase",
                classname=each.suite.file,
                name=_in_xml(one.case.name),
                file=each.suite.file,
                line=str(one.case.span.line),
            )
            if not one.is_met:
                message = "; ".join(map(_summed, one.failures))
                failure = ET.SubElement(case, "failure", message=_in_xml(message))
                failure.text = _in_xml("\n".join(told_lines(each.suite.file, one)))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _summed(failure: Failure) -> str:
    name = f"{failure.name}: " if failure.name else ""
    return f"{name}expected {failure.expected}, found {failure.found}"


def _in_xml(text: str) -> str:
    """A text without what XML cannot hold."""
    return "".join(char if char.isprintable() or char == "\n" else "�" for char in text)


def json_report(found: Sequence[SuiteResult]) -> str:
    """All results as JSON."""
    results = [one for each in found for one in each.results]
    data = {
        "format": FORMAT,
        "cases": len(results),
        "met": sum(one.is_met for one in results),
        "suites": [
            {
                "file": each.suite.file,
                "policy": each.suite.pact.checked.policy.policy,
                "version": each.suite.pact.checked.policy.version,
                "digest": each.suite.pact.digest,
                "cases": [_case_data(one) for one in each.results],
            }
            for each in found
        ],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _case_data(one: CaseResult) -> dict[str, object]:
    return {
        "name": one.case.name,
        "line": one.case.span.line,
        "met": one.is_met,
        "failures": [
            {
                "line": failure.span.line,
                "column": failure.span.column,
                "name": failure.name or None,
                "expected": failure.expected,
                "found": failure.found,
                "at": None if failure.now is None else format_instant(failure.now),
            }
            for failure in one.failures
        ],
    }


def mutation_lines(found: MutationResult) -> Iterator[str]:
    """What tests do not notice of a policy that is wrong, for people."""
    count = found.caught + len(found.missed)
    share = f"{100 * found.share:.0f}%"
    told = f"{found.policy}: {found.caught} of {count} mutants caught, {share}"
    if found.same:
        told = f"{told}; {len(found.same)} more mean the same"
    yield told
    for mutant in found.missed:
        after = f"`{mutant.after}`" if mutant.after else "gone"
        before = f"`{mutant.before}`"
        at, line = mutant.span.file, f"line {mutant.span.line}"
        # What it includes lies in another file.
        place = line if at == found.policy else f"{at}, {line}"
        yield f"  {place}: no test notices {before} -> {after}"


def coverage_lines(found: Coverage) -> Iterator[str]:
    """What no test reaches of a policy, for people."""
    total = found.reached + len(found.missed)
    share = f"{100 * found.share:.0f}%"
    yield f"{found.policy}: {found.reached} of {total} parts reached, {share}"
    for part in found.missed:
        yield f"  {_place(found, part)}: no test reaches {part.name}{part.words}"
    for part in found.blind:
        told = f"no boundary of {part.name}, since {part.words}"
        yield f"  {_place(found, part)}: {told}"


def _place(found: Coverage, part: CoveredPart) -> str:
    """Where a part stands; the file only where it is another one."""
    at, line = part.span.file, f"line {part.span.line}"
    return line if at == found.policy else f"{at}, {line}"
