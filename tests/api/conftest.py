"""What the tests of the interfaces ask for."""

from pathlib import Path

import pytest
from flask import Flask

from aril.api import epcis
from aril.services.people import tokens
from aril.services.people.tokens import Scope
from aril.store.database import Database
from tests import samples
from tests.api.partner import Partner


@pytest.fixture
def partner(database: Database, tmp_path: Path) -> Partner:
    orchard = samples.orchard(database, tmp_path)
    app = Flask(__name__)
    app.register_blueprint(epcis.blueprint(orchard.site, lambda: samples.DAY))
    secret = tokens.make(orchard.site, orchard.grower, "till", Scope, samples.DAY)
    return Partner(orchard, app, app.test_client(), secret)
