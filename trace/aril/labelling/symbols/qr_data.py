"""From texts to data codewords, with qrcode's own choice of modes and version (ISO/IEC 18004, 7.4).

A job's texts differ in a few characters and are cut into the same modes and lengths, so they are packed
together, a bit a column. Texts are alike when they are equally long and the same places hold characters of the
alphanumeric mode; a text with a run of digits worth a chunk of its own is never taken for alike.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from qrcode import util

_ALPHANUMERIC = util.ALPHA_NUM
#: qrcode's `optimize=20`: a run of a denser mode is worth a header of its own from 20 characters on.
_WORTHWHILE = 20
_DIGITS = re.compile(rb"\d{20,}")
_DENSE = re.compile(rb"[0-9A-Z $%*+\-./:]{20,}")
_VALUE = np.full(256, 255, np.uint8)
_VALUE[list(_ALPHANUMERIC)] = range(45)
_PADDING = np.unpackbits(np.array([util.PAD0, util.PAD1], np.uint8))

Chunk = tuple[int, slice]
_Bytes = npt.NDArray[np.uint8]


def chunks(data: bytes) -> list[Chunk]:
    """(mode, span) in order, cut as qrcode's `add_data` cuts by default."""
    if len(data) <= _WORTHWHILE:
        return [(util.optimal_mode(data), slice(0, len(data)))]
    found = []
    for is_digits, start, end in _split(data, _DIGITS, 0, len(data)):
        if is_digits:
            found.append((util.MODE_NUMBER, slice(start, end)))
        else:
            found += [
                (util.MODE_ALPHA_NUM if is_dense else util.MODE_8BIT_BYTE, slice(first, last))
                for is_dense, first, last in _split(data, _DENSE, start, end)
            ]
    return found


def codewords(contents: Sequence[str], level: int) -> Iterator[tuple[int, list[int], _Bytes]]:
    """Groups of texts as (version, their places in `contents`, `codewords[text, codeword]`).

    Raises ValueError for an empty text, or for one that no version holds.
    """
    by_length: defaultdict[int, list[tuple[int, bytes]]] = defaultdict(list)
    for place, content in enumerate(contents):
        data = content.encode()
        by_length[len(data)].append((place, data))
    for length, group in by_length.items():
        if not length:
            raise ValueError("it is empty")
        texts = np.frombuffer(b"".join(data for _, data in group), np.uint8).reshape(len(group), length)
        for members in _alike(texts):
            layout = chunks(group[members[0]][1])
            version, bits = _bits(texts[members], layout, level)
            yield version, [group[member][0] for member in members], np.packbits(bits, axis=1)


def _alike(texts: _Bytes) -> list[list[int]]:
    """Indices of texts that are cut alike."""
    values = _VALUE[texts]
    dense, digits = values < 45, values < 10
    if texts.shape[1] <= _WORTHWHILE:
        keys = digits.all(axis=1) * 2 + dense.all(axis=1)
        return [np.flatnonzero(keys == key).tolist() for key in np.unique(keys)]
    alone = _has_long_run(digits)
    like_first = (dense == dense[0]).all(axis=1) & ~alone
    rest = np.flatnonzero(~like_first)
    groups = [np.flatnonzero(like_first).tolist()] if like_first.any() else []
    return groups + [[index] for index in rest.tolist()]


def _has_long_run(marks: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which rows have at least twenty marks in sequence: 2, 4, 8, 16 by doubling, and 16 + 4."""
    runs, lengths = marks, {}
    for length in (1, 2, 4, 8):
        runs = runs[:, :-length] & runs[:, length:]
        lengths[2 * length] = runs
    width = marks.shape[1] - _WORTHWHILE + 1
    found: npt.NDArray[np.bool_] = np.any(lengths[16][:, :width] & lengths[4][:, 16 : 16 + width], axis=1)
    return found


def _bits(texts: _Bytes, layout: list[Chunk], level: int) -> tuple[int, _Bytes]:
    """The smallest version and `bits[text, bit]` of its data codewords, for texts of one layout."""
    packed = [_packed(mode, texts[:, span]) for mode, span in layout]
    version, sizes = _version(layout, [part.shape[1] for part in packed], level)
    parts: list[_Bytes] = []
    for (mode, span), part in zip(layout, packed, strict=True):
        count = span.stop - span.start
        header = _number(np.array([mode << sizes[mode] | count]), 4 + sizes[mode])
        parts += [np.broadcast_to(header, (len(texts), header.shape[1])), part]
    needed, limit = sum(part.shape[1] for part in parts), util.BIT_LIMIT_TABLE[level][version]
    closing = min(limit - needed, 4)
    closing += -(needed + closing) % 8
    tail = np.zeros(limit - needed, np.uint8)
    tail[closing:] = np.resize(_PADDING, limit - needed - closing)
    parts.append(np.broadcast_to(tail, (len(texts), len(tail))))
    return version, np.concatenate(parts, axis=1)


def _version(layout: list[Chunk], lengths: list[int], level: int) -> tuple[int, dict[int, int]]:
    version = 1
    while True:
        sizes = util.mode_sizes_for_version(version)
        needed = sum(4 + sizes[mode] + bits for (mode, _), bits in zip(layout, lengths, strict=True))
        version = bisect_left(util.BIT_LIMIT_TABLE[level], needed, version)
        if version == 41:
            raise ValueError("it is longer than the largest symbol")
        if util.mode_sizes_for_version(version) is sizes:
            return version, sizes


def _split(data: bytes, pattern: re.Pattern[bytes], start: int, end: int) -> Iterator[tuple[bool, int, int]]:
    """Stretches of `data[start:end]`, and whether each matches."""
    for match in pattern.finditer(data, start, end):
        if match.start() > start:
            yield False, start, match.start()
        start = match.end()
        yield True, match.start(), start
    if start < end:
        yield False, start, end


def _packed(mode: int, texts: _Bytes) -> _Bytes:
    """The bits of one chunk."""
    if mode == util.MODE_8BIT_BYTE:
        return np.unpackbits(texts, axis=1)
    values = _VALUE[texts].astype(np.uint16)
    base, group, widths = (10, 3, (0, 4, 7, 10)) if mode == util.MODE_NUMBER else (45, 2, (0, 6, 11))
    rest = values.shape[1] % group
    whole = values.shape[1] - rest
    parts = []
    if whole:
        joined = values[:, 0:whole:group]
        for place in range(1, group):
            joined = joined * base + values[:, place:whole:group]
        parts.append(_number(joined, widths[group]))
    if rest:
        joined = values[:, whole]
        for place in range(whole + 1, values.shape[1]):
            joined = joined * base + values[:, place]
        parts.append(_number(joined[:, np.newaxis], widths[rest]))
    return np.concatenate(parts, axis=1)


def _number(values: npt.NDArray[np.integer], bits: int) -> _Bytes:
    """Numbers, `values[text, number]`, as bits, the highest first."""
    values = np.atleast_2d(values)
    shifts = np.arange(bits - 1, -1, -1, dtype=values.dtype)
    digits = values[:, :, np.newaxis] >> shifts & 1
    return digits.reshape(len(values), -1).astype(np.uint8)
