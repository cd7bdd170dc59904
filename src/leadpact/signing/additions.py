"""Whether a PDF is a page and invisible signatures, and nothing else.

Whoever signs may add to a PDF, and what is added may replace what is there. So all that
is added is held against a short list, object by object; what a viewer could show is
not on it.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader

if TYPE_CHECKING:
    from collections.abc import Iterator

#: An invisible field: a visible one could cover what the page says.
_NOWHERE = [0, 0, 0, 0]
#: What signing adds to the catalog: the form, and the version of PDF that it needs.
_CATALOG = frozenset({"/AcroForm", "/Version", "/Extensions"})
_FORM = frozenset({"/Fields", "/SigFlags"})
#: A field without an appearance.
_FIELD = frozenset({"/FT", "/T", "/Type", "/Subtype", "/F", "/Rect", "/P", "/V"})


def wrong_additions(reader: PdfFileReader, page: bytes) -> Iterator[str]:
    """What a PDF has beside a page and invisible signatures.

    Args:
        reader: The PDF, whose first bytes are those of the page.
        page: The page alone, which has no form.

    Raises:
        Exception: Of any kind, from pyHanko, where the PDF is broken.
    """
    alone = PdfFileReader(io.BytesIO(page))
    # A PDF is read from its end: the page must be where that reading ends.
    if reader.xrefs.get_startxref_for_revision(0) != alone.last_startxref:
        yield "a viewer would not show the page that it begins with"
        return
    if reader.xrefs.hybrid_xrefs_present:
        yield "some viewers would show another page than others"
    for revision in range(1, reader.xrefs.total_revisions):
        yield from _changed(reader, revision)
    yield from _visible(reader)


def _changed(reader: PdfFileReader, revision: int) -> Iterator[str]:
    """What an addition changes of the page that no signature has to change."""
    old, new = (reader.get_historical_resolver(one) for one in (0, revision))
    trailer = new.trailer_view
    root, info = old.trailer_view.raw_get("/Root"), old.trailer_view.raw_get("/Info")
    if trailer.raw_get("/Root") != root or "/Encrypt" in trailer:
        yield "it was given another beginning"
    catalog = old.get_object(root.reference)
    shown = catalog["/Pages"]["/Kids"].raw_get(0)
    # What stands in the title bar of a viewer, and the dates of a file.
    about = {info.idnum, catalog.raw_get("/Metadata").idnum}
    free = {root.idnum: _CATALOG, shown.idnum: frozenset({"/Annots"})}
    if reader.xrefs.refs_freed_in_revision(revision):
        yield "something was deleted"
    known = {one.idnum: one for one in reader.xrefs.explicit_refs_in_revision(0)}
    for one in reader.xrefs.explicit_refs_in_revision(revision):
        if one.idnum not in known or one.idnum in about:
            continue
        before, after = old.get_object(known[one.idnum]), new.get_object(one)
        keys = free.get(one.idnum, frozenset())
        if keys.intersection(before) or _written(before) != _written(after, keys):
            yield f"the object {one.idnum} of the page was changed"


def _written(value: Any, leaving: frozenset[str] = frozenset()) -> object:  # noqa: ANN401 - any of PDF
    """A value as a file holds it; of a dictionary, key by key, without some keys."""
    if isinstance(value, DictionaryObject) and not isinstance(value, StreamObject):
        return {
            key: _written(value.raw_get(key)) for key in value if key not in leaving
        }
    stream = io.BytesIO()
    value.write_to_stream(stream, None)
    return stream.getvalue()


def _visible(reader: PdfFileReader) -> Iterator[str]:
    """What the form of a PDF has beside invisible signatures."""
    form = reader.root["/AcroForm"]
    fields = form["/Fields"]
    if not _FORM.issuperset(form):
        yield "its form has more than signatures"
    page = reader.root["/Pages"]["/Kids"][0]
    if [*map(str, page["/Annots"])] != [*map(str, fields)]:
        yield "something lies on the page beside signatures"
    for field in (fields[number] for number in range(len(fields))):
        is_plain = _FIELD.issuperset(field) and field["/FT"] == "/Sig"
        if not is_plain or [*map(float, field["/Rect"])] != _NOWHERE:
            yield "a field shows something on the page"
