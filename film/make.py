"""Make the film: `python3 film/make.py`. Everything it makes can be thrown away and made again.

script.toml + drawings/ → voice → slides → content/media/ and content/videos/.
On two cores it takes about a quarter of an hour.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from pathlib import Path

import picture
import voice
import words
from scenes import BadScript, Script, read

HERE = Path(__file__).resolve().parent
CONTENT = HERE.parent / "content"
NAME = "zo-leert-een-buurt"
NEEDED = {"espeak-ng": "espeak-ng", "ffmpeg": "ffmpeg", "rsvg-convert": "librsvg2-bin", "fc-match": "fontconfig"}
FONTS = {"TeX Gyre Pagella": "fonts-texgyre", "TeX Gyre Heros": "fonts-texgyre"}
MOST = {".webm": 7_000_000, ".png": 300_000}  # bytes: a film must also come through a slow line


def main() -> int:
    """Make the film; 0 when it is there, 2 when something is missing or wrong."""
    if missing := _missing():
        print(f"Eerst nodig: apt install {' '.join(missing)}")
        return 2
    try:
        script = read(HERE / "script.toml", CONTENT / "lessons")
        with tempfile.TemporaryDirectory() as folder:
            _make(script, Path(folder))
    except BadScript as error:
        print(f"script.toml: {error}")
        return 2
    return _report()


def _make(script: Script, folder: Path) -> None:
    """Make all five files aside, and put them in the archive together: captions never belong to another film."""
    print("De stem ...")
    said = [voice.say(scene, script.voice) for scene in script.scenes]
    *starts, length = accumulate((part.length for part in said), initial=0)
    voice.write(folder / "voice.wav", said)

    print("De dia's (enkele minuten) ...")
    slides = [picture.layers(scene, HERE / "drawings", folder) for scene in script.scenes]
    clips = [folder / f"{at:02}.mkv" for at in range(len(slides))]
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # the work is done by ffmpeg, so threads are enough
        list(pool.map(picture.clip, script.scenes, said, slides, clips, range(len(clips))))

    print("De film (enkele minuten) ...")
    media = folder / "media"
    media.mkdir()
    _join(clips, folder, voice.mix(starts, length), media / f"{NAME}.webm")
    picture.still(slides[0], media / f"{NAME}.png")
    for language in ("nl", "en"):
        (media / f"{NAME}.{language}.vtt").write_text(words.vtt(script, said, starts, language), "utf-8")
    text = words.card(script, starts, length, CONTENT / "lessons")
    shutil.copytree(media, CONTENT / "media", dirs_exist_ok=True)
    (CONTENT / "videos" / f"{NAME}.md").write_text(text, "utf-8")


def _join(clips: list[Path], folder: Path, sound: str, out: Path) -> None:
    """Join clips and sound into VP9 and Opus. Two passes: flat slides come out small and sharp."""
    (folder / "list").write_text("".join(f"file '{clip.name}'\n" for clip in clips), "utf-8")
    start = ["ffmpeg", "-y", "-loglevel", "error", "-f", "concat", "-i", "list"]
    video = ["-c:v", "libvpx-vp9", "-b:v", "230k", "-crf", "30", "-g", "125", "-row-mt", "1", "-tile-columns", "1"]
    log = ["-passlogfile", "pass"]
    first = [*start, *video, *log, "-pass", "1", "-cpu-used", "4", "-an", "-f", "null", os.devnull]
    subprocess.run(first, check=True, cwd=folder)
    audio = ["-i", "voice.wav", "-filter_complex", sound.replace("[0:a]", "[1:a]"), "-map", "0:v", "-map", "[sound]"]
    coded = [*video, *log, "-pass", "2", "-cpu-used", "4", "-c:a", "libopus", "-b:a", "40k", "-ac", "1"]
    end = ["-cues_to_front", "1", "-fflags", "+bitexact", str(out)]  # the index in front: a browser can jump at once
    subprocess.run([*start, *audio, *coded, *end], check=True, cwd=folder)


def _missing() -> list[str]:
    """Return the Debian packages that have to be installed first."""
    programs = {package for program, package in NEEDED.items() if not shutil.which(program)}
    return sorted(programs | {package for font, package in FONTS.items() if not _has_font(font)})


def _has_font(name: str) -> bool:
    if not shutil.which("fc-match"):
        return False
    order = ["fc-match", "-f", "%{family}", name]  # it answers with the nearest font when this one is not there
    return name in subprocess.run(order, check=True, capture_output=True, text=True).stdout


def _report() -> int:
    """Say what was made, and whether a file is too large."""
    files = sorted((CONTENT / "media").glob(f"{NAME}*"))
    for file in files:
        print(f"{file.relative_to(HERE.parent)}  {file.stat().st_size / 1000:.0f} kB")
    large = [file.name for file in files if file.stat().st_size > MOST.get(file.suffix, 100_000)]
    if large:
        print(f"Te groot: {', '.join(large)}")
    return 2 if large else 0


if __name__ == "__main__":
    sys.exit(main())
