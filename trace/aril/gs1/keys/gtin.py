"""Trade items: the GTIN in its four lengths, and a piece of one."""

from typing import ClassVar, Self

from aril.gs1.check_characters import digit_for
from aril.gs1.errors import Gs1Error
from aril.gs1.keys.base import Key

LENGTHS = (8, 12, 13, 14)


class Gtin(Key):
    """Global Trade Item Number, 14 digits inside whatever its printed length (General Specifications, 2.1 and 7.1)."""

    __slots__ = ()
    ai: ClassVar[str] = "01"
    name: ClassVar[str] = "GTIN"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a GTIN of 8, 12, 13 or 14 digits."""
        digits = "".join(text.split())
        if len(digits) not in LENGTHS:
            raise Gs1Error.of("gtin-length", cls.ai, value=text, found=len(digits))
        return cls._checked(digits.zfill(14), text)

    @property
    def length(self) -> int:
        """How many digits its shortest natural form has: 8, 12, 13 or 14."""
        return next(length for length in LENGTHS if len(self.value.lstrip("0")) <= length)

    @property
    def display(self) -> str:
        """The shortest natural form: 6901234567892 for 06901234567892."""
        return self.value[-self.length :]

    @property
    def prefix(self) -> str:
        """The GS1 Prefix, which in a GTIN-8 is the GS1-8 Prefix."""
        return self.value[6:9] if self.length == 8 else self.value[1:4]

    @property
    def indicator(self) -> int:
        """0 for an item as such, 1 to 8 for a grouping of it, 9 for an item of variable measure."""
        return int(self.value[0])

    @property
    def is_variable_measure(self) -> bool:
        """Whether each unit is weighed or measured on its own."""
        return self.indicator == 9

    def grouped(self, indicator: int) -> Self:
        """The GTIN of a grouping of this item: 1 to 8, or 9 for one of variable measure; 0 for the item as such."""
        if not 0 <= indicator <= 9:
            raise Gs1Error.of("gtin-indicator", self.ai, found=indicator)
        body = f"{indicator}{self.value[1:13]}"
        return type(self)(body + digit_for(body))


class Itip(Key):
    """Individual trade item piece: a GTIN, the number of the piece and the count of pieces."""

    __slots__ = ()
    ai: ClassVar[str] = "8006"
    name: ClassVar[str] = "ITIP"
    _prefix_at: ClassVar[int] = 1

    @property
    def gtin(self) -> Gtin:
        return Gtin(self.value[:14])

    @property
    def piece(self) -> int:
        return int(self.value[14:16])

    @property
    def pieces(self) -> int:
        return int(self.value[16:])
