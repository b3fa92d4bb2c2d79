"""The log's mathematics, against the definition of RFC 9162 written out as it stands there."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.domain import merkle

LEAVES = st.lists(st.binary(max_size=40), max_size=70)


def grow(entries: list[bytes]) -> dict[tuple[int, int], bytes]:
    nodes: dict[tuple[int, int], bytes] = {}
    for size, entry in enumerate(entries):
        for level, index, value in merkle.append(
            size, merkle.leaf_hash(entry), lambda level, index: nodes[level, index]
        ):
            nodes[level, index] = value
    return nodes


def defined_root(entries: list[bytes]) -> bytes:
    """MTH(D[n]) of section 2.1.1, word for word."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return sha256(b"\x01" + defined_root(entries[:k]) + defined_root(entries[k:])).digest()


@given(LEAVES)
def test_the_root_is_the_one_the_standard_defines(entries: list[bytes]) -> None:
    nodes = grow(entries)

    assert merkle.root(len(entries), lambda level, index: nodes[level, index]) == defined_root(entries)


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_a_proof_leads_from_its_leaf_to_the_root_of_any_later_head(
    entries: list[bytes], data: st.DataObject
) -> None:
    nodes = grow(entries)
    size = data.draw(st.integers(1, len(entries)))
    index = data.draw(st.integers(0, size - 1))
    leaf = merkle.leaf_hash(entries[index])

    proof = merkle.inclusion_proof(index, size, lambda level, at: nodes[level, at])

    assert merkle.verify_inclusion(leaf, index, size, proof, defined_root(entries[:size]))


@given(st.lists(st.binary(max_size=8), min_size=2, max_size=40, unique=True), st.data())
def test_a_proof_fits_nothing_else(entries: list[bytes], data: st.DataObject) -> None:
    nodes = grow(entries)
    size = len(entries)
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index))
    proof = merkle.inclusion_proof(index, size, lambda level, at: nodes[level, at])
    root = defined_root(entries)
    leaf = merkle.leaf_hash(entries[index])

    assert not merkle.verify_inclusion(merkle.leaf_hash(entries[other]), index, size, proof, root)
    assert not merkle.verify_inclusion(leaf, other, size, proof, root)
    assert not merkle.verify_inclusion(leaf, index, size, proof[:-1], root)
    assert not merkle.verify_inclusion(leaf, index, size, (*proof, leaf), root)


def test_a_leaf_outside_the_tree_has_no_proof() -> None:
    nodes = grow([b"a"])

    with pytest.raises(ValueError, match="expected a leaf below 1, got 1"):
        merkle.inclusion_proof(1, 1, lambda level, index: nodes[level, index])
    assert not merkle.verify_inclusion(b"", 1, 1, (), b"")


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_a_later_head_can_be_shown_to_continue_an_earlier_one(
    entries: list[bytes], data: st.DataObject
) -> None:
    nodes = grow(entries)
    second = data.draw(st.integers(1, len(entries)))
    first = data.draw(st.integers(1, second))
    old, new = defined_root(entries[:first]), defined_root(entries[:second])

    proof = merkle.consistency_proof(first, second, lambda level, at: nodes[level, at])

    assert merkle.verify_consistency(first, second, old, new, proof)
    assert not merkle.verify_consistency(first, second, old, merkle.leaf_hash(b"forged"), proof)
    assert not merkle.verify_consistency(first, second, merkle.leaf_hash(b"forged"), new, proof)
    assert not merkle.verify_consistency(first, second, old, new, (*proof, old))
    assert not proof or not merkle.verify_consistency(first, second, old, new, proof[:-1])


def test_there_is_no_proof_from_an_empty_or_a_longer_log() -> None:
    nodes = grow([b"a", b"b"])

    for first in (0, 3):
        with pytest.raises(ValueError, match=f"expected a size from 1 to 2, got {first}"):
            merkle.consistency_proof(first, 2, lambda level, index: nodes[level, index])
        assert not merkle.verify_consistency(first, 2, b"", b"", ())
