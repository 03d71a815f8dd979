"""`archive …`: the command line, one file an audience. Exit status 0, 1 (found something), 2 (bad input), 3 (a fault).

Commands import what they use when they run: `archive --help` loads no detector.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from archive import __version__, logs
from archive.cli import care, consent, founding, keeping, measure, servers, site, steward, stories
from archive.cli.console import err, plain
from archive.cli.hardening import harden
from archive.cli.usage import in_dutch
from archive.errors import DISK_FULL, ArchiveError, disk_full
from archive.home import Home


class _Group(click.Group):
    """Commands in the order of the data's way; our errors as one clear sentence and exit status 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with in_dutch(self):
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with in_dutch(self):
                return super().invoke(ctx)
        except ArchiveError as error:
            err.print(f"[red]{plain(str(error))}[/red]")
            ctx.exit(2)
        except (click.Abort, KeyboardInterrupt):
            err.print("Afgebroken.")
            ctx.exit(1)
        except (click.exceptions.Exit, click.ClickException):
            raise
        except Exception as error:  # its message may quote a story: show where it came from, and nothing of it
            if disk_full(error):
                err.print(f"[red]{DISK_FULL}[/red]")
                ctx.exit(2)
            logs.start()
            logs.failure(error)
            err.print("[red]Er ging iets mis in het programma. Meld de regel hierboven; er staat geen inhoud in.[/red]")
            ctx.exit(3)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(path_type=Path, readable=False),  # the site's own user may pass through it, and not list it
    default=None,
    help="De map van het archief (anders: $ARCHIVE_HOME, of var).",
)
@click.version_option(__version__, prog_name="archive")
@click.pass_context
def main(ctx: click.Context, home: Path | None) -> None:
    """Het archief: lessen reizen, levensverhalen blijven verzegeld."""
    harden()
    ctx.obj = Home(home or Path(os.environ.get("ARCHIVE_HOME", "var")))


for _command in (
    founding.init, founding.user, founding.role, stories.upload, measure.detect, consent.consent, stories.withdraw,
    site.publish, site.content, site.search, steward.vault, steward.audit, keeping.backup, keeping.restore,
    keeping.retention, keeping.papers, care.leakscan, measure.evaluate, care.doctor, servers.serve, servers.desk,
    servers.demo,
):  # fmt: skip
    main.add_command(_command)
