"""What keeps running: the site, the desk, the demo."""

from __future__ import annotations

import click

from archive.cli.console import out
from archive.cli.hardening import overwrite_freed
from archive.home import Home


@click.command()
@click.pass_obj
def serve(home: Home) -> None:
    """Dien de openbare site op."""
    from archive.web import serve as servers

    servers.site(home, home.settings())


@click.command()
@click.pass_obj
def desk(home: Home) -> None:
    """Dien de werkplek op."""
    from archive.web import serve as servers

    settings = home.settings()
    servers.check_free("desk", settings.desk.host, settings.desk.port)  # what is wrong is said before a new start
    overwrite_freed()
    servers.desk(home, settings)


@click.command()
@click.pass_obj
def demo(home: Home) -> None:
    """Bouw een archief met voorbeelden en dien alles op."""
    from archive.cli.demo import run

    run(home, out)
