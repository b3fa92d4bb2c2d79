"""Many QR codes at once, bit for bit as `qrcode` makes them one by one.

Why it is quick. Fix a version and an error correction level. Every step from data codewords to modules is then
linear over GF(2), the field of two elements, but for a constant:

* An error correction codeword is a sum in GF(256) of data bytes, each times a constant, and addition there is
  exclusive or. So the block of a byte string is the exclusive or of the blocks of its single bytes.
* Interleaving and the walk over the matrix only move bits.
* Finder, timing, alignment, version and format patterns do not depend on the data, and a mask is an exclusive or
  with a fixed pattern.

So ``symbol(data, mask) = constant(mask) ⊕ place(bits(data ‖ correction(data)))``: one table look-up a byte, one
gather a module. The tables are not written here; they are probed once out of qrcode's own functions: a block with
its last byte changed gives the code's generator, `map_data` fed with the bits of an index tells where each bit goes,
and `makeImpl` over data of zeros gives the constants. What qrcode draws is what these tables say.

What takes qrcode its time is the choice among eight masks, each a penalty over all modules. Here a row is
one 64-bit word, so a rule looks at all modules of a row in a few operations (ISO/IEC 18004, 7.8.3):

* Runs: ``e = ~(r ^ r<<1)`` marks modules equal to the next; a run of five or more is four or more marks in sequence,
  so ``f = e & e<<1 & e<<2 & e<<3`` has length - 4 marks for it. A run scores length - 2: the marks plus two for each
  sequence's first mark.
* Blocks: two rows with `e` at the same place and equal modules there make four modules of one colour.
* Finder-like: changes, three alike and four alike, shifted onto each other as the pattern wants, and-ed.
* Balance: the count of dark modules.

Columns are the rows of the transposed symbol. qrcode judges masks with format and version bits left light, and
takes the first of equals; so does this. A 64-bit word ends at version 11, and labels well before.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from qrcode import QRCode, base, util

from aril.labelling.symbols.shapes import Modules

LAST_VERSION = 11
#: Symbols judged together: their words stay in a processor's cache, and a batch of the press is three times as many.
_TOGETHER = 80
_Bytes = npt.NDArray[np.uint8]
_Words = npt.NDArray[np.uint64]


def draw(data: _Bytes, version: int, level: int) -> Modules:
    """Symbols for data codewords, `data[symbol, codeword]`, as `modules[symbol, row, column]`."""
    tables = _tables(version, level)
    bits = np.unpackbits(tables.correct(data), axis=1)
    plain: _Bytes = np.zeros((len(data), tables.side, tables.side), np.uint8)
    plain.reshape(len(data), -1)[:, tables.places] = bits
    judge = _Judge(tables, min(_TOGETHER, len(plain)))
    for start in range(0, len(plain), _TOGETHER):
        some = plain[start : start + _TOGETHER]
        if len(some) < _TOGETHER and start:
            judge = _Judge(tables, len(some))
        some ^= tables.final[judge.penalties(some).argmin(axis=0)]
    return plain.view(np.bool_)


class _Tables(NamedTuple):
    """All that a version and level fix. `judged_rows[row, mask]` and `judged_columns` are words."""

    side: int
    blocks: tuple[tuple[slice, _Bytes], ...]
    order: npt.NDArray[np.intp]
    places: npt.NDArray[np.intp]
    final: _Bytes
    judged_rows: _Words
    judged_columns: _Words

    def correct(self, data: _Bytes) -> _Bytes:
        """Data codewords with their error correction, in the order they are drawn in."""
        parts = [data]
        for span, table in self.blocks:
            block = data[:, span]
            correction = table[0][block[:, 0]]
            for place in range(1, block.shape[1]):
                correction ^= table[place][block[:, place]]
            parts.append(correction)
        return np.concatenate(parts, axis=1)[:, self.order]


@lru_cache(maxsize=16)
def _tables(version: int, level: int) -> _Tables:
    side = 4 * version + 17
    blocks, start = [], 0
    for block in base.rs_blocks(version, level):
        span = slice(start, start + block.data_count)
        blocks.append((span, _correction(block.total_count, block.data_count)))
        start = span.stop
    final = np.stack([_drawn(version, level, mask, test=False) for mask in range(8)])
    judged = np.stack([_drawn(version, level, mask, test=True) for mask in range(8)])
    return _Tables(
        side,
        tuple(blocks),
        _order(version, level),
        _places(version, level),
        final,
        _words(judged),
        _words(judged.transpose(0, 2, 1)),
    )


@lru_cache(maxsize=16)
def _correction(total: int, count: int) -> _Bytes:
    """`table[place, byte]` is what a byte at that place adds to its block's correction codewords.

    Probed at the last place, where 1 leaves the generator polynomial itself. One place earlier the same byte leaves x
    times that, once more divided by the generator; and another byte, that times the byte in GF(256). The probe stands
    on a block of ones, for qrcode cannot divide a block of zeros.
    """
    block = [base.RSBlock(total, count)]

    def probe(last: int) -> _Bytes:
        buffer = util.BitBuffer()
        buffer.buffer = [1] * (count - 1) + [last]
        return np.array(util.create_bytes(buffer, block)[count:], np.uint8)

    generator = _product(probe(1) ^ probe(1 ^ 2), _POWER[255 - _LOGARITHM[2]])
    units: _Bytes = np.zeros((count, total - count), np.uint8)
    units[-1] = generator
    for place in range(count - 2, -1, -1):
        units[place, :-1] = units[place + 1, 1:]
        units[place] ^= _product(generator, units[place + 1, 0])
    return _product(units[:, np.newaxis, :], np.arange(256, dtype=np.uint8)[np.newaxis, :, np.newaxis])


def _product(one: _Bytes, other: _Bytes) -> _Bytes:
    """Multiplication in GF(256)."""
    power = _POWER[(_LOGARITHM[one] + _LOGARITHM[other]) % 255]
    return np.where((one == 0) | (other == 0), np.uint8(0), power)


_LOGARITHM = np.array(base.LOG_TABLE, np.int64)
_POWER = np.array(base.EXP_TABLE, np.uint8)


def _order(version: int, level: int) -> npt.NDArray[np.intp]:
    """Interleaving: which of data ‖ correction of each block stands at each place of the stream."""
    blocks = base.rs_blocks(version, level)
    data, correction, start = [], [], sum(block.data_count for block in blocks)
    begin = 0
    for block in blocks:
        data.append(range(begin, begin + block.data_count))
        begin += block.data_count
        extra = block.total_count - block.data_count
        correction.append(range(start, start + extra))
        start += extra
    stream = [
        part[place]
        for parts in (data, correction)
        for place in range(max(map(len, parts)))
        for part in parts
        if place < len(part)
    ]
    return np.array(stream, np.intp)


def _places(version: int, level: int) -> npt.NDArray[np.intp]:
    """Where each bit of the stream goes: the symbol is drawn once for each bit of the bits' own numbers."""
    total = 8 * sum(block.total_count for block in base.rs_blocks(version, level))
    side = 4 * version + 17
    empty = _drawn(version, level, 0, test=False)
    filled = _drawn(version, level, 0, test=False, data=np.full(total // 8, 255, np.uint8))
    taken = np.flatnonzero((empty ^ filled).reshape(-1))
    numbers, index = np.zeros(side * side, np.intp), np.arange(total)
    for digit in range(total.bit_length()):
        stream = np.packbits((index >> digit & 1).astype(np.uint8))
        drawn = _drawn(version, level, 0, test=False, data=stream) ^ empty
        numbers |= drawn.reshape(-1).astype(np.intp) << digit
    places = np.zeros(total, np.intp)
    places[numbers[taken]] = taken
    return places


def _drawn(version: int, level: int, mask: int, *, test: bool, data: _Bytes | None = None) -> _Bytes:
    """What qrcode draws for a stream of codewords, of zeros if none is given."""
    code: QRCode[object] = QRCode(version, level, border=0)
    total = sum(block.total_count for block in base.rs_blocks(version, level))
    code.data_cache = [0] * total if data is None else data.tolist()
    code.makeImpl(test, mask)
    return np.array(code.modules, np.uint8)


def _words(modules: _Bytes) -> _Words:
    """Rows as 64-bit words, `words[row, symbol]`; the first module is the highest bit."""
    padded = np.zeros((*modules.shape[:-1], 64), np.uint8)
    padded[..., : modules.shape[-1]] = modules
    words = np.packbits(padded, axis=-1).view(">u8")[..., 0]
    return np.ascontiguousarray(words.T, np.uint64)


class _Judge:
    """Counts penalties as qrcode's `lost_point` does.

    Lines are `[line, mask, symbol]`, so that a line's score is added to the next one's along whole vectors. All
    steps write into the same few arrays: fresh ones would cost three times as much, in cache misses.
    """

    def __init__(self, tables: _Tables, symbols: int) -> None:
        self._tables = tables
        shape = (tables.side, 8, symbols)
        self._lines, *self._scratch = np.empty((7, *shape), np.uint64)
        self._counts = np.empty(shape, np.uint8)
        self._score = np.empty(shape, np.uint16)

    def penalties(self, plain: _Bytes) -> npt.NDArray[np.int64]:
        """`penalty[mask, symbol]`, for as many symbols as the judge was made for."""
        tables, lines = self._tables, self._lines
        np.bitwise_xor(
            _words(plain.transpose(0, 2, 1))[:, np.newaxis], tables.judged_columns[:, :, np.newaxis], lines
        )
        total = self._along(blocks=False)
        np.bitwise_xor(_words(plain)[:, np.newaxis], tables.judged_rows[:, :, np.newaxis], lines)
        total += self._along(blocks=True)
        np.bitwise_count(lines, self._counts)
        # In qrcode's own floating point steps, whose rounding decides some ties.
        percent = self._counts.sum(axis=0, dtype=np.int64).astype(np.float64) / tables.side**2
        total += (np.abs(percent * 100 - 50) / 5).astype(np.int64) * 10
        return total

    def _along(self, *, blocks: bool) -> npt.NDArray[np.int64]:
        """The score of lines for runs and finder-like patterns, and for blocks with the next line."""
        lines, counts, score = self._lines, self._counts, self._score
        changes, equal, three, four, other, core = self._scratch
        np.left_shift(lines, _1, changes)
        changes ^= lines
        np.invert(changes, equal)
        equal &= _mask(self._tables.side - 1)
        np.left_shift(equal, _1, three)
        three &= equal
        # Runs: marks of five alike, and twice the first of each sequence.
        five = np.left_shift(three, _2, four)
        five &= three
        np.bitwise_count(five, counts)
        score[...] = counts
        first = np.right_shift(five, _1, other)
        first &= five
        first ^= five
        np.bitwise_count(first, counts)
        score += counts
        score += counts
        if blocks:
            same = np.bitwise_xor(lines[:-1], lines[1:], other[:-1])
            np.invert(same, same)
            same &= equal[:-1]
            same &= equal[1:]
            three_points = np.bitwise_count(same, counts[:-1])
            three_points *= np.uint8(3)
            score[:-1] += three_points
        # Finder-like is 1011101 with four light modules after it or before it.
        np.left_shift(equal, _2, four)
        four &= three
        light = four
        light &= np.invert(lines, other)
        dark_light = np.bitwise_and(lines, changes, other)
        np.bitwise_and(lines, three, core)
        np.left_shift(core, _2, core)
        core &= dark_light
        light_dark = np.bitwise_xor(changes, dark_light, changes)
        core &= np.left_shift(light_dark, _5, light_dark)
        found = np.left_shift(light, _7, other)
        found &= core
        np.left_shift(core, _4, core)
        core &= light
        found |= core
        found &= _mask(self._tables.side - 10)
        forty_points = np.bitwise_count(found, counts)
        forty_points *= np.uint8(40)
        score += forty_points
        total: npt.NDArray[np.int64] = score.sum(axis=0, dtype=np.int64)
        return total


def _mask(bits: int) -> np.uint64:
    """The highest bits of a word."""
    return np.uint64((1 << 64) - (1 << (64 - bits)))


_1, _2, _4, _5, _7 = (np.uint64(shift) for shift in (1, 2, 4, 5, 7))
