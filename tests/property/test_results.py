"""Laws of results: what is written can be read, and nothing else."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from strategies import evaluations, quantities

from leadpact.errors import RecordError
from leadpact.model.evaluation import Evaluation, Verdict
from leadpact.results import evaluation_from_data, evaluation_to_data

if TYPE_CHECKING:
    from leadpact.model.values import FieldValue

#: What stands in place of a part of the data.
JUNK: st.SearchStrategy[object] = st.sampled_from(
    [None, True, -1, 0.5, 10**30, 1e300, "", "x", "\ud800", "NaN", [], [[]], {}]
)
#: Whether a part inside a part is replaced.
DEEPER = st.sampled_from([True, True, True, False])


def through_json(found: Evaluation) -> Evaluation:
    """An evaluation that was written as JSON, and read."""
    text = json.dumps(evaluation_to_data(found), allow_nan=False)
    return evaluation_from_data(json.loads(text))


class TestRoundTrip:
    """Writing and reading gives back an equal evaluation."""

    @given(evaluations())
    def test_any_evaluation(self, found: Evaluation) -> None:
        """Numbers, instants, spans and types of values included."""
        assert through_json(found) == found

    @given(evaluations(), quantities())
    def test_types_of_values(self, found: Evaluation, value: FieldValue) -> None:
        """A value comes back as what it was, not only as something equal."""
        verdict = Verdict("band", value, certain=True, missing=())
        found.definitions = {"band": verdict}
        read = through_json(found).definitions["band"].value
        assert type(read) is type(value)
        assert str(read) == str(value) or read == value


class TestForeignData:
    """Data that nobody wrote are refused, and never end in another exception."""

    @given(evaluations(), JUNK, st.data())
    def test_junk(self, found: Evaluation, junk: object, data: st.DataObject) -> None:
        """With a part replaced, the data are an evaluation or are refused."""
        written = copy.deepcopy(evaluation_to_data(found))
        at: Any = written
        while True:
            keys = list(at) if isinstance(at, dict) else list(range(len(at)))
            key = data.draw(st.sampled_from(keys))
            inner = at[key]
            if not (isinstance(inner, dict | list) and inner and data.draw(DEEPER)):
                break
            at = inner
        at[key] = junk
        try:
            read = evaluation_from_data(written)
        except RecordError:
            return
        assert through_json(read) == read
