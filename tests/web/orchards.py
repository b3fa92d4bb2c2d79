"""A small chain with a grower who can sign in: what the pages of growing, packing and trading are tried on."""

from dataclasses import dataclass

from flask import Flask

from aril.domain.enterprise import Activity
from aril.domain.membership import Member, Role
from aril.services import chain, farm
from aril.services.site import Site
from aril.web.here import Running
from tests import make, samples
from tests.samples import Orchard


@dataclass(frozen=True)
class Grown:
    """The orchard, whose grower grows, packs and trades; and a shop that trades."""

    orchard: Orchard
    shop: Member

    @property
    def site(self) -> Site:
        return self.orchard.site

    @property
    def grower(self) -> Member:
        return self.orchard.grower


def grow(app: Flask) -> Grown:
    """The world on the application's own database."""
    running: Running = app.extensions["aril"]
    site = running.site
    chain.adopt(site, samples.CHAIN, "chain.toml", samples.OFFICE, samples.DAY)
    grower = _person(site, 1, Activity.GROWER, Role.GROWER, Role.PACKER, Role.TRADER)
    shop = _person(site, 2, Activity.TRADER, Role.TRADER)
    plot, _ = farm.add_plot(site, samples.PLOT, grower, samples.DAY)
    return Grown(Orchard(site, grower, plot), shop)


def _person(site: Site, seed: int, activity: Activity, *roles: Role) -> Member:
    filed = samples.approved(site, samples.enterprise(seed, activity), *roles)
    return make.member(site.db, *roles, organisation_id=filed.organisation_id)
