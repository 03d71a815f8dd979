"""The slides: a drawing in layers, words over it, and a slow movement, as one video clip a scene."""

from __future__ import annotations

import copy
import shutil
import subprocess
import xml.etree.ElementTree as ET
from html import escape
from pathlib import Path

from scenes import BadScript, Scene
from voice import LEAD, Said

W, H, FPS = 1280, 720, 25
SVG = "http://www.w3.org/2000/svg"
PAPER, INK, SUN, BRICK = "#fbf8f2", "#1c2a2e", "#f4c95d", "#9c3a20"
GROWTH = 0.035  # how much larger the drawing gets: enough to live, too little to distract


def layers(scene: Scene, drawings: Path, folder: Path) -> list[Path]:
    """Draw the slide as transparent pictures: first what is always there, then each step, then the words."""
    shutil.copy(drawings / "parts.svg", folder)  # the figures that the drawings share, referred to by that name
    root = ET.parse(drawings / f"{scene.drawing}.svg").getroot()  # noqa: S314 - our own drawing
    steps = [group for group in root if group.get("class") == "step"]
    if len(steps) != len(scene.steps):
        raise BadScript(f"{scene.drawing}.svg heeft {len(steps)} stappen, `steps` noemt er {len(scene.steps)}")
    sheets = [_only(root, None), *(_only(root, step) for step in steps)]
    texts = [ET.tostring(sheet, encoding="unicode") for sheet in sheets]
    return [_png(text, folder / f"{scene.drawing}-{at}") for at, text in enumerate([*texts, _words(scene)])]


def still(pictures: list[Path], out: Path) -> None:
    """Lay all layers of a slide over one another as one picture."""
    order = [part for picture in pictures for part in ("-i", str(picture))]
    chain, last = "", "0"
    for at in range(1, len(pictures)):
        chain += f"[{last}][{at}]overlay=format=rgb[v{at}];"
        last = f"v{at}"
    _ffmpeg([*order, "-filter_complex", f"{chain}[{last}]format=rgb24", "-frames:v", "1", str(out)])


def clip(scene: Scene, said: Said, pictures: list[Path], out: Path, number: int) -> None:
    """Film one slide: steps appear with their line, the drawing grows or shrinks very slowly, the words stand still."""
    order = []
    for picture in pictures:
        order += ["-loop", "1", "-framerate", str(FPS), "-t", str(said.length), "-i", str(picture)]
    times = [said.spans[line][0] if line else LEAD / 2 for line in scene.steps]
    last = len(pictures) - 1
    chain, under = [], "0"
    for at, start in enumerate(times, 1):
        chain.append(_appear(at, under, start))
        under = f"v{at}"
    chain.append(f"[{under}]{_drift(said.length * FPS, number % 2 == 0)}[moved]")
    fades = f"fade=t=in:d=0.5:color={PAPER},fade=t=out:st={said.length - 0.5}:d=0.5:color={PAPER}"
    chain.append(f"[moved][{last}]overlay=format=gbrp,{fades},format=yuv420p")
    _ffmpeg([*order, "-filter_complex", ";".join(chain), "-c:v", "ffv1", "-r", str(FPS), str(out)])


def _appear(at: int, under: str, start: float) -> str:
    """Return filters that let layer `at` fade in at `start` while it settles 22 pixels upwards."""
    settle = f"22*pow(1-clip((t-{start:.2f})/0.9\\,0\\,1)\\,3)"
    return (
        f"[{at}]format=rgba,fade=t=in:st={start:.2f}:d=0.7:alpha=1[f{at}];"
        f"[{under}][f{at}]overlay=x=0:y='{settle}':format=gbrp[v{at}]"
    )


def _drift(frames: int, closer: bool) -> str:
    """Return the slow zoom. `perspective` moves by parts of a pixel, where `zoompan` would tremble."""
    part = f"on/{frames}" if closer else f"(1-on/{frames})"
    far = f"(1-1/(1+{GROWTH}*{part}))"
    left, right, top, bottom = f"W*0.6*{far}", f"W-W*0.4*{far}", f"H*0.7*{far}", f"H-H*0.3*{far}"
    corners = ((left, top), (right, top), (left, bottom), (right, bottom))
    places = ":".join(f"x{at}='{x}':y{at}='{y}'" for at, (x, y) in enumerate(corners))
    return f"perspective={places}:interpolation=cubic:eval=frame"


def _only(root: ET.Element, step: ET.Element | None) -> ET.Element:
    """Return the drawing with that step alone (and the shapes it may use), or with everything but the steps."""
    sheet = copy.copy(root)
    always = [part for part in root if part.get("class") != "step"]
    sheet[:] = always if step is None else [*(part for part in always if part.tag == f"{{{SVG}}}defs"), step]
    return sheet


def _words(scene: Scene) -> str:
    """Return the slide's words as a drawing: a small label, a mark, and few large words."""
    colour, soft = (PAPER, SUN) if scene.dark else (INK, BRICK)
    rows = "".join(f'<tspan x="72" dy="88">{escape(row)}</tspan>' for row in scene.words)
    return (
        f'<svg xmlns="{SVG}" width="{W}" height="{H}">'
        f'<rect x="72" y="84" width="56" height="8" rx="4" fill="{soft}"/>'
        f'<text x="72" y="138" font-family="TeX Gyre Heros" font-weight="bold" font-size="27" fill="{soft}">'
        f'{escape(scene.label)}</text><text y="148" font-family="TeX Gyre Pagella" font-weight="bold" '
        f'font-size="78" fill="{colour}">{rows}</text></svg>'
    )


def _png(svg: str, stem: Path) -> Path:
    source, picture = stem.with_suffix(".svg"), stem.with_suffix(".png")
    source.write_text(svg, "utf-8")
    subprocess.run(["rsvg-convert", "-w", str(W), "-h", str(H), "-o", str(picture), str(source)], check=True)
    return picture


def _ffmpeg(arguments: list[str]) -> None:
    subprocess.run(["ffmpeg", "-y", "-loglevel", "error", *arguments], check=True)
