"""What the package's own documentation shows is what happens."""

import doctest
from importlib import import_module
from pkgutil import walk_packages

import pytest

from aril import gs1

MODULES = [gs1.__name__, *(found.name for found in walk_packages(gs1.__path__, f"{gs1.__name__}."))]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_do_what_they_show(name):
    assert doctest.testmod(import_module(name)).failed == 0


def test_the_package_says_what_it_is_good_for_by_examples():
    assert doctest.testmod(gs1).attempted > 10
