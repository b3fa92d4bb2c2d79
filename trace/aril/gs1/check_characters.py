"""Check digits and check pairs: the last characters of a key, computed from the ones before them."""

ALPHABET_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
"""GS1 AI encodable character set 82, in the order of the characters' weights (General Specifications, 7.11)."""

ALPHABET_32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""The alphabet of check pairs: without 0, 1, I and O."""

_WEIGHT = {character: weight for weight, character in enumerate(ALPHABET_82)}
_PRIMES = tuple(n for n in range(2, 510) if all(n % divisor for divisor in range(2, 23) if divisor < n))
LONGEST_FOR_CHECK_PAIR = len(_PRIMES)
"""Characters before a check pair; the longest key has 23."""


def digit_for(body: str) -> str:
    """The check digit that follows `body`, a string of ASCII digits (General Specifications, 7.9.1).

    Weights 3 and 1 alternate from the right; the sum with the check digit is a multiple of ten.
    """
    codes = body.encode("ascii")
    odd, even = codes[::-2], codes[-2::-2]
    total = 3 * (sum(odd) - 48 * len(odd)) + sum(even) - 48 * len(even)
    return str(-total % 10)


def pair_for(body: str) -> str:
    """The check pair that follows `body`, at most 97 characters of set 82 (General Specifications, 7.9.5).

    Weights are the primes from the right; the sum modulo 1021 is written as two digits of base 32.
    """
    total = sum(_WEIGHT[character] * prime for character, prime in zip(reversed(body), _PRIMES, strict=False))
    high, low = divmod(total % 1021, 32)
    return ALPHABET_32[high] + ALPHABET_32[low]
