"""A Merkle tree over a log (RFC 9162, section 2.1): roots, and proofs anyone can check.

Only complete subtrees are ever kept. A node is named by its level, 0 for leaves, and its index at that level;
it covers leaves `index · 2^level` to `(index + 1) · 2^level`.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256

Node = Callable[[int, int], bytes]
"""(level, index) → the hash of a complete subtree"""

EMPTY = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def append(size: int, leaf: bytes, node: Node) -> Iterator[tuple[int, int, bytes]]:
    """The nodes (level, index, hash) that become complete when `leaf` joins a tree of `size` leaves.

    `node` answers complete subtrees of the tree before.
    """
    level, index, current = 0, size, leaf
    yield level, index, current
    while index % 2 == 1:
        current = node_hash(node(level, index - 1), current)
        level, index = level + 1, index // 2
        yield level, index, current


def root(size: int, node: Node) -> bytes:
    """The root of a tree of `size` leaves (section 2.1.1)."""
    current: bytes | None = None
    for level, index in reversed(_peaks(0, size)):
        current = node(level, index) if current is None else node_hash(node(level, index), current)
    return EMPTY if current is None else current


def inclusion_proof(index: int, size: int, node: Node) -> tuple[bytes, ...]:
    """The path from leaf `index` to the root of a tree of `size` (section 2.1.3.1), lowest hash first.

    Raises `ValueError` unless 0 ≤ index < size.
    """
    if not 0 <= index < size:
        raise ValueError(f"expected a leaf below {size}, got {index}")
    return tuple(_path(index, 0, size, node))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: tuple[bytes, ...], expected: bytes) -> bool:
    """Whether `proof` leads from `leaf` at `index` to the root `expected` (section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, current = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position % 2 == 1 or position == last:
            current = node_hash(sibling, current)
            while position % 2 == 0 and position != 0:
                position, last = position >> 1, last >> 1
        else:
            current = node_hash(current, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and current == expected


def consistency_proof(first: int, second: int, node: Node) -> tuple[bytes, ...]:
    """The hashes that show a tree of `first` leaves to be the beginning of one of `second` (section 2.1.4.1).

    Raises `ValueError` unless 0 < first ≤ second.
    """
    if not 0 < first <= second:
        raise ValueError(f"expected a size from 1 to {second}, got {first}")
    return tuple(_subproof(first, 0, second, node, whole=True))


def verify_consistency(first: int, second: int, old: bytes, new: bytes, proof: tuple[bytes, ...]) -> bool:
    """Whether `proof` shows that the tree with root `new` begins with the tree with root `old` (section 2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and old == new
    path = proof if first & (first - 1) else (old, *proof)
    if not path:
        return False
    position, last = first - 1, second - 1
    while position % 2 == 1:
        position, last = position >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position % 2 == 1 or position == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while position % 2 == 0 and position != 0:
                position, last = position >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and before == old and after == new


def _subproof(first: int, start: int, end: int, node: Node, *, whole: bool) -> Iterator[bytes]:
    size = end - start
    if first == size:
        if not whole:
            yield _root_of(start, end, node)
        return
    split = 1 << ((size - 1).bit_length() - 1)
    if first <= split:
        yield from _subproof(first, start, start + split, node, whole=whole)
        yield _root_of(start + split, end, node)
    else:
        yield from _subproof(first - split, start + split, end, node, whole=False)
        yield _root_of(start, start + split, node)


def _path(index: int, start: int, end: int, node: Node) -> Iterator[bytes]:
    if end - start == 1:
        return
    middle = start + (1 << ((end - start - 1).bit_length() - 1))
    if start + index < middle:
        yield from _path(index, start, middle, node)
        yield _root_of(middle, end, node)
    else:
        yield from _path(start + index - middle, middle, end, node)
        yield _root_of(start, middle, node)


def _root_of(start: int, end: int, node: Node) -> bytes:
    current: bytes | None = None
    for level, index in reversed(_peaks(start, end)):
        current = node(level, index) if current is None else node_hash(node(level, index), current)
    assert current is not None
    return current


def _peaks(start: int, end: int) -> list[tuple[int, int]]:
    """The largest complete subtrees that together cover leaves `start` to `end`, from left to right."""
    peaks: list[tuple[int, int]] = []
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        peaks.append((level, start >> level))
        start += 1 << level
    return peaks
