from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aril import assembly
from aril.cli.main import cli
from aril.config import Settings
from aril.domain.enterprise import Activity
from aril.domain.membership import Role
from aril.services.enterprises import chain
from aril.services.merkle_log import log
from aril.services.orchards import farm, harvest
from aril.services.site import Site
from aril.store import migrate
from tests import samples
from tests.samples import DAY, OFFICE, PLOT


@pytest.fixture
def kept(settings: Settings) -> Iterator[Site]:
    """A site in the folder of the settings: one chain, an office, a grower with a plot and a harvest, all logged."""
    site = assembly.site_of(settings, assembly.database_of(settings))
    migrate.upgrade(site.db)
    chain.adopt(site, samples.CHAIN, "chain.toml", OFFICE, DAY)
    samples.approved(site, samples.enterprise(9, Activity.OFFICE, region="370400"), Role.REGULATOR)
    grower = samples.approved(site, samples.enterprise(), Role.GROWER)
    plot, _ = farm.add_plot(site, PLOT, grower, DAY)
    values = {"harvested_on": "2026-09-12", "quantity": "1000", "unit": "kg"}
    harvest.record(site, plot.id, values, grower, DAY)
    log.sequence(site)
    log.sign_head(site, DAY)
    yield site
    site.db.close()


def run(*arguments: str | Path, language: str = "en_GB.UTF-8") -> Result:
    """What a command prints and ends with, in a terminal of a language."""
    return CliRunner().invoke(cli, [str(each) for each in arguments], env={"LC_ALL": language})
