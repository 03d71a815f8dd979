"""The voice-over: espeak-ng says each line apart, so that we know to the sample when it begins and ends."""

from __future__ import annotations

import math
import subprocess
import tempfile
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenes import Scene

RATE = 22050  # what espeak-ng writes
QUIET = 250  # of 32767: below this is the silence that espeak-ng puts round a sentence
LEAD, GAP, TAIL = 1.5, 0.55, 1.3  # seconds: look first, breathe between lines, let it sink in


@dataclass(frozen=True)
class Said:
    """A scene as it sounds: its samples, and for each line when it begins and ends (seconds from the scene's start)."""

    samples: array[int]
    spans: tuple[tuple[float, float], ...]

    @property
    def length(self) -> int:
        """The scene's whole seconds."""
        return len(self.samples) // RATE


def say(scene: Scene, voice: dict[str, Any]) -> Said:
    """Say a scene. It lasts a whole number of seconds, because a chapter can only begin on one."""
    samples = _silence(LEAD)
    spans = []
    for line in scene.lines:
        words = _speak(line.spoken or line.nl, voice)
        start = len(samples) / RATE
        samples += words
        spans.append((start, len(samples) / RATE))
        samples += _silence(GAP)
    samples += _silence(TAIL - GAP)
    samples += _silence(math.ceil(len(samples) / RATE) - len(samples) / RATE)
    return Said(samples, tuple(spans))


def write(path: Path, parts: list[Said]) -> None:
    """Write the scenes one after another as one WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for part in parts:
            file.writeframes(part.samples.tobytes())


def mix(starts: list[int], length: int) -> str:
    """Return the ffmpeg filters that soften the voice and lay a quiet tone under it.

    The voice is synthetic: less of the sharp middle and a little of a room make it easier to listen to for minutes.
    The tone stays over 20 dB below the voice (WCAG 1.4.7), so that it does not get in the way of hearing aids.
    """
    voice = (
        "[0:a]aresample=48000,highpass=f=80,lowpass=f=6800,equalizer=f=3000:t=q:w=1.2:g=-2,"
        "equalizer=f=220:t=q:w=1:g=2,acompressor=threshold=0.1:ratio=2.5:attack=8:release=120,"
        "aecho=1:1:19|31:0.09|0.05,volume=7dB,alimiter=limit=0.8:level=0[voice]"
    )
    tone = f"aevalsrc='{_pad()}+{_chimes(starts)}':s=48000:d={length},lowpass=f=2200"
    fades = f"afade=t=in:d=2,afade=t=out:st={length - 4}:d=4[tone]"
    return f"{voice};{tone},{fades};[voice][tone]amix=inputs=2:normalize=0:duration=first[sound]"


def _pad() -> str:
    """Two soft chords that change places every sixteen seconds, as a formula of t."""
    waves = {"cos": (146.8, 220.0, 370.0), "sin": (98.0, 196.0, 293.7)}
    chords = {swell: "+".join(f"sin(2*PI*{pitch}*t)" for pitch in tones) for swell, tones in waves.items()}
    return "+".join(f"0.006*pow({swell}(PI*t/32),2)*({chord})" for swell, chord in chords.items())


def _chimes(starts: list[int]) -> str:
    """One gentle bell at the start of each scene, along a five-tone scale, as a formula of t."""
    scale = (440.0, 493.9, 554.4, 659.3, 740.0)
    bells = []
    for number, start in enumerate(starts):
        since, pitch = f"(t-{start + 0.3})", scale[number % len(scale)]
        ring = f"exp(-3.5*{since})*(sin(2*PI*{pitch}*{since})+0.3*sin(4*PI*{pitch}*{since}))"
        bells.append(f"if(between({since},0,4),0.05*min(1,{since}*80)*{ring},0)")
    return "+".join(bells)


def _speak(text: str, voice: dict[str, Any]) -> array[int]:
    """Return the samples of one line, without the silence round it."""
    text = text.replace("’", "'")  # espeak-ng stops at the first, and reads over the second
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        order = ["espeak-ng", "-v", voice["name"], "-s", str(voice["speed"]), "-p", str(voice["pitch"])]
        subprocess.run([*order, "-g", str(voice["gap"]), "-w", file.name, "--", text], check=True)
        with wave.open(file.name, "rb") as sound:
            samples = array("h", sound.readframes(sound.getnframes()))
    loud = [at for at, value in enumerate(samples) if abs(value) > QUIET]
    return samples[loud[0] : loud[-1] + 1]


def _silence(seconds: float) -> array[int]:
    return array("h", bytes(2 * max(0, round(seconds * RATE))))
