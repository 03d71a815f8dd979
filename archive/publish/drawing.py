"""SVG, written anew from the shapes and words that are seen: no script, style sheet, picture, address or note."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from bleach.css_sanitizer import ALLOWED_SVG_PROPERTIES, CSSSanitizer
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from archive.errors import ContentError

_SVG, _LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_SHAPES = frozenset(
    (
        "svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textPath clipPath mask "
        "pattern linearGradient radialGradient stop marker switch"
    ).split()
)
_UNSEEN = frozenset("title desc metadata".split())
_ATTRIBUTES = frozenset(
    (
        "id x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy d points width height viewBox preserveAspectRatio transform "
        "offset rotate textLength lengthAdjust startOffset gradientUnits gradientTransform spreadMethod patternUnits "
        "patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits markerWidth markerHeight "
        "markerUnits orient refX refY fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap "
        "stroke-linejoin stroke-dasharray stroke-dashoffset stroke-miterlimit opacity color display visibility "
        "clip-path clip-rule mask marker-start marker-mid marker-end stop-color stop-opacity font-family font-size "
        "font-style font-weight text-anchor dominant-baseline letter-spacing word-spacing vector-effect version"
    ).split()
)
_STYLES = CSSSanitizer(
    allowed_css_properties=sorted(_ATTRIBUTES - {"d", "id"}), allowed_svg_properties=ALLOWED_SVG_PROPERTIES
)
_ADDRESS = re.compile(r"url\(\s*['\"]?(?!#|['\"])|@import|expression", re.I)
_DEPTH = 100


def clean(untrusted_data: bytes) -> bytes:
    """Return a drawing of known shapes with known attributes. Raises ContentError."""
    try:
        root = fromstring(untrusted_data, forbid_entities=True, forbid_external=True)
    except (ElementTree.ParseError, DefusedXmlException, LookupError):
        raise ContentError(
            "Deze tekening is niet te lezen, of gebruikt entiteiten. Sla haar op als gewone SVG."
        ) from None
    if root.tag != f"{_SVG}svg":
        raise ContentError("Dit is geen SVG-tekening. Sla haar opnieuw op als gewone SVG.")
    ElementTree.register_namespace("", _SVG[1:-1])
    return ElementTree.tostring(_copy(root, 0), encoding="utf-8", xml_declaration=True) + b"\n"


def _copy(untrusted: ElementTree.Element, depth: int) -> ElementTree.Element:
    """Return an element with what may be seen in it. What would be seen but is not known is refused, not left out."""
    if depth > _DEPTH:
        raise ContentError("Deze tekening is te diep genest. Maak haar eenvoudiger.")
    made = ElementTree.Element(untrusted.tag, dict(_attributes(untrusted)))
    made.text = untrusted.text
    for child in untrusted:
        name = child.tag.removeprefix(_SVG) if isinstance(child.tag, str) and child.tag.startswith(_SVG) else ""
        if name in _SHAPES:
            made.append(_copy(child, depth + 1))
            made[-1].tail = child.tail
        elif name and name not in _UNSEEN:
            raise ContentError(
                "In deze tekening staat meer dan vormen en woorden: een plaatje, script, stijlblad of filter. "
                "Haal dat eruit, of sla de tekening op als PNG."
            )
        elif child.tail and len(
            made
        ):  # what a drawing program keeps for itself is left out; what stands behind it is not
            made[-1].tail = (made[-1].tail or "") + child.tail
        elif child.tail:
            made.text = (made.text or "") + child.tail
    return made


def _attributes(untrusted: ElementTree.Element) -> list[tuple[str, str]]:
    kept = []
    for name, value in untrusted.attrib.items():
        if _ADDRESS.search(value):
            continue
        if name in ("href", _LINK):
            if value.startswith("#"):
                kept.append(("href", value))
        elif name == "style":
            kept.append((name, _STYLES.sanitize_css(value)))
        elif name in _ATTRIBUTES:
            kept.append((name, value))
    return kept
