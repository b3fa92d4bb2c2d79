"""Adopting a chain, or a new version of it, from its file."""

from datetime import datetime

from aril.domain.chain import Chain, ChainAdopted, parse_chain
from aril.domain.membership import Member
from aril.domain.moment import CHINA
from aril.services import capture
from aril.services.site import Site
from aril.store import chains


def adopt(site: Site, text: str, source: str, actor: Member, at: datetime) -> Chain:
    """Put the chain of a TOML file into force; raises `Invalid` naming each key that is wrong.

    A file that says what is in force already changes nothing and leaves no record.
    """
    chain = parse_chain(text, source)
    with site.db.write() as session:
        if chains.chain(session, chain.code) != chain:
            fact = ChainAdopted(chain, actor.user_name, at.astimezone(CHINA).date())
            capture.record(session, site, fact, chain.code, actor, at)
    return chain


def in_force(site: Site) -> list[Chain]:
    with site.db.read() as session:
        return chains.chains(session)
