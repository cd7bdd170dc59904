"""Charts as SVG and PNG, in the look of the page.

A chart is a Vega-Lite specification with its data inside; `vl-convert` draws it without
a browser or a network. https://vega.github.io/vega-lite/docs/
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias
from xml.sax.saxutils import escape

from leadpact.extras import extra_package

#: A Vega-Lite specification without its look.
Spec: TypeAlias = Mapping[str, Any]

_FONTS = Path(__file__).parent / "agreement" / "fonts" / "leadpact-sans"
_FONT = "Leadpact Sans"
INK, MUTED, LINE = "#16202b", "#56606b", "#cdd2d7"
#: The colours of the parties on the page.
TONES: Final = ("#0d6757", "#b0411a", "#3b4da0", "#80306c")
#: Labels of an axis of counts: half a lead has none.
WHOLE_LABELS: Final = "datum.value % 1 ? '' : format(datum.value, ',')"
#: Of a PNG, so that it is sharp on a slide.
_SCALE = 2

_LOOK: Final[Mapping[str, Any]] = {
    "background": "white",
    "font": f"{_FONT}, sans-serif",
    "padding": 16,
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED,
        "labelFontSize": 11,
        "titleColor": MUTED,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "domainColor": LINE,
        "tickColor": LINE,
        "gridColor": "#e8ebee",
    },
    "title": {
        "anchor": "start",
        "color": INK,
        "fontSize": 15,
        "fontWeight": 600,
        "subtitleColor": MUTED,
        "subtitleFontSize": 11,
        "subtitlePadding": 6,
        "offset": 14,
    },
    "header": {"labelColor": INK, "labelFontSize": 12, "labelFontWeight": 600},
    "text": {"fontSize": 11},
}


class ChartFormat(enum.Enum):
    """A kind of picture."""

    SVG = "svg"
    PNG = "png"


def draw(spec: Spec, form: ChartFormat) -> bytes:
    """Draw a chart: the same bytes for the same chart and version of `vl-convert`.

    Args:
        spec: What to draw, with a title and a ``description`` of what it shows.
        form: As what.

    Raises:
        AgreementError: LP5002, `vl_convert` is not installed.
    """
    converter = extra_package("vl_convert", "charts", "reports")
    converter.register_font_directory(str(_FONTS))
    whole = {**spec, "config": _LOOK}
    # Its data are inside: nothing is fetched from anywhere.
    given: dict[str, Any] = {"vl_spec": whole, "allowed_base_urls": []}
    if form is ChartFormat.SVG:
        svg: str = converter.vegalite_to_svg(**given)
        return f"{_told(svg, spec)}\n".encode()
    png: bytes = converter.vegalite_to_png(**given, scale=_SCALE)
    return png


def _told(svg: str, spec: Spec) -> str:
    """A picture that says what it shows to those who do not see it."""
    head, _, rest = svg.partition(">")
    said = f"<desc>{escape(spec['description'])}</desc>"
    title = f"<title>{escape(spec['title']['text'])}</title>"
    return f'{head} role="img">{title}{said}{rest}'
