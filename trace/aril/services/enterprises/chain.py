"""Adopting a chain, or a new version of it, from its file."""

from dataclasses import dataclass
from datetime import date, datetime

from aril.domain.chain import Chain, ChainAdopted
from aril.domain.chain_file import parse_chain
from aril.domain.errors import Forbidden, Invalid
from aril.domain.membership import Member, Role
from aril.domain.moment import CHINA
from aril.services.ledger import capture
from aril.services.site import Site
from aril.store import chains

FILE = "file"
"""The field of the form in which a chain's file comes."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """A chain in force, and since when."""

    chain: Chain
    since: date


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


def adopt_as_office(site: Site, content: bytes, actor: Member, at: datetime) -> tuple[Chain, bool]:
    """Put the chain of a file into force for an office; answers it, and whether it says anything new.

    Raises `Forbidden` where the chain, as it is or as it would be, lies outside the office's region.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid.at(FILE, "Expected a chain as a TOML file in UTF-8.") from error
    chain = parse_chain(text, FILE)
    with site.db.write() as session:
        before = chains.chain(session, chain.code)
        if not all(actor.oversees(each.region) for each in (chain, before) if each):
            raise Forbidden(Role.REGULATOR)
        return adopt(site, text, FILE, actor, at), chain != before


def in_force(site: Site) -> list[Chain]:
    with site.db.read() as session:
        return chains.chains(session)


def adopted(site: Site) -> list[Adopted]:
    """The chains in force, each with the day on which it came into force as it is."""
    with site.db.read() as session:
        return [Adopted(chain, since) for chain, since in chains.adopted(session)]
