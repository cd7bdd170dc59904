"""An autopsy as one file with a seal, and back."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import rfc8785

from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import RecordError
from leadpact.model.plain import Members, a_list, a_text, an_object
from leadpact.model.records import lead_from_data, person_from_data
from leadpact.model.values import FieldError, shown
from leadpact.results import evaluation_from_data
from leadpact.results.leads import lead_to_data, person_to_data
from leadpact.review.autopsy import Autopsy
from leadpact.review.papers import Papers, is_inner

if TYPE_CHECKING:
    from leadpact.results import Row

#: The format of the file, which is its first key.
FORMAT = 1
HEAD = "leadpact_autopsy"

_KEYS = (HEAD, "seal", "policy", "files", "lead", "people", "evaluation", "explanation")


def sealed(kept: Autopsy) -> str:
    """An autopsy as JSON, under a seal over all of it."""
    body: Row = {
        HEAD: FORMAT,
        "policy": kept.papers.policy,
        "files": dict(kept.papers.files),
        "lead": lead_to_data(kept.lead),
        "people": [person_to_data(person) for person in kept.people],
        "evaluation": kept.evaluation,
        "explanation": kept.explanation,
    }
    whole = {HEAD: FORMAT, "seal": seal_of(body), **body}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def seal_of(body: Row) -> str:
    """SHA-256 of everything but the seal as RFC 8785 JSON, 64 hexadecimal digits."""
    rest = {key: body[key] for key in body if key != "seal"}
    return hashlib.sha256(rfc8785.dumps(rest)).hexdigest()


def unsealed(data: bytes, file: str) -> tuple[Autopsy, str]:
    """An autopsy from its file, and its seal.

    Raises:
        RecordError: LP7040, it is no such file; LP7041, it was changed after it was
            sealed; LP4017 and other codes of ``lead_from_data`` for what is in it.
    """
    whole = _object(data, file)
    if whole["seal"] != seal_of(whole):
        message = "it was changed after it was sealed"
        hint = "get it from whoever sealed it; they have been told the seal as well"
        raise RecordError([Diagnostic("LP7041", message, Span(file), hint)])
    members = Members.of(whole, _KEYS)
    policy = members.read("policy", _inner, "")
    files = members.read("files", _files, dict[str, str]())
    people = members.read("people", _people, tuple[dict[str, object], ...]())
    lead = members.read("lead", an_object, dict[str, object]())
    evaluation = members.read("evaluation", an_object, dict[str, object]())
    explanation = members.read("explanation", an_object, dict[str, object]())
    members.settle(f"`{file}`")
    found = evaluation_from_data(evaluation)
    kept = Autopsy(
        Papers(policy, files),
        lead_from_data(lead),
        tuple(map(person_from_data, people)),
        found.now,
        evaluation,
        explanation,
    )
    return kept, seal_of(whole)


def _object(data: bytes, file: str) -> Row:
    """The JSON of a file that has the head of an autopsy."""
    reason = "it is no JSON"
    try:
        whole = json.loads(data, object_pairs_hook=_once, parse_constant=_refused)
        if not isinstance(whole, dict) or HEAD not in whole:
            reason = f"it has no `{HEAD}`"
        elif whole[HEAD] != FORMAT or whole[HEAD] is True:
            reason = f"it is not of format {FORMAT}"
        elif "seal" not in whole:
            reason = "it has no seal"
        else:
            rfc8785.dumps(whole)
            return whole
    except _TwiceError as error:
        reason = f"`{error}` stands twice in it"
    except (ValueError, RecursionError):  # Broken, too deep, or numbers too large.
        pass
    hint = "`leadpact autopsy` writes such a file"
    raise RecordError([Diagnostic("LP7040", reason, Span(file), hint)])


class _TwiceError(Exception):
    """A key that stands twice in an object."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(key)
        found[key] = value
    return found


def _refused(word: str) -> None:
    """Refuse `NaN` and `Infinity`, which Python reads and JSON does not have."""
    raise ValueError(word)


def _people(value: object) -> tuple[dict[str, object], ...]:
    return tuple(map(an_object, a_list(value)))


def _files(value: object) -> dict[str, str]:
    """Texts by names that lead to no other folder."""
    return {_inner(name): a_text(text) for name, text in an_object(value).items()}


def _inner(value: object) -> str:
    name = a_text(value)
    if not is_inner(name):
        msg = f"`{shown(name)}` leads out of the folder of the policy"
        raise FieldError(msg)
    return name
