"""Handing in transcripts at the desk."""

from __future__ import annotations

from typing import Any

from flask import redirect, request

from archive.consent import LAYERS, layers
from archive.errors import ArchiveError, UnreadableFile
from archive.ingest.pipeline import Incoming, take_in
from archive.ingest.readers import FORMATS
from archive.model import Participant
from archive.rights import Right
from archive.web.desk import contexts
from archive.web.desk.state import desk, keyholder, the_project
from archive.web.pages import show


def upload_form(message: str = "") -> str:
    """Show the form for handing in transcripts, for the projects in which this person may."""
    projects = desk().projects(Right.HAND_IN)
    return show(contexts.UploadPage(message, FORMATS, LAYERS, desk().settings.upload.max_mb, projects))


def upload() -> Any:
    """Take transcripts in: read, found, sealed. A refused file leaves nothing behind."""
    try:
        chosen = layers(",".join(request.form.getlist("toestemming")))
        files = [file for file in request.files.getlist("bestanden") if file.filename]
        if not files:
            raise UnreadableFile("Kies eerst een bestand.")
        cast_list = tuple(name.strip() for name in request.form.get("namen", "").split(",") if name.strip())
        who = Participant(the_project(), request.form.get("deelnemer", "")[:40])
        for file in files:
            came = Incoming(file.stream.read(), file.filename or "", chosen, who, cast_list)
            deposit = take_in(came, desk().home, desk().settings, desk().ledger, keyholder())
    except ArchiveError as error:
        return upload_form(str(error)), 400
    return redirect(f"/teksten/{deposit.id}" if len(files) == 1 else "/", 303)
