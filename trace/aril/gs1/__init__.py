"""GS1 identifiers, read and written to the letter of the standards. Usable alone: nothing else of ours is imported.

Read whatever a reader sends, a phone scans or a person types; what comes back is right, and needs no second look:

>>> from aril.gs1 import scan
>>> scan.read("]C10106901234567892310300125010A-7").elements
(Element(ai='01', value='06901234567892'), Element(ai='3103', value='001250'), Element(ai='10', value='A-7'))
>>> scan.read("https://example.com/01/06901234567892/10/A-7").link.canonical()
'https://id.gs1.org/01/06901234567892/10/A-7'

What is wrong is told all at once, each thing with its identifier, its place and a sentence:

>>> from aril.gs1.element_string import parse_bracketed
>>> from aril.gs1.errors import Gs1Error
>>> try:
...     parse_bracketed("(01)06901234567891(17)271301")
... except Gs1Error as error:
...     for finding in error.findings:
...         print(finding.ai, finding.at, finding.code, "-", finding.message)
01 17 incorrect-check-digit - The check digit of 06901234567891 is 1, but 2 is right: check the number.
17 24 illegal-month - 271301 is no date: there is no month 13.

Build what a symbol carries, what stands under it, and the address that a phone opens:

>>> from aril.gs1.digital_link import DigitalLink
>>> from aril.gs1.element_string import build
>>> label = build([("01", "06901234567892"), ("10", "A/7"), ("3103", "001250")])
>>> label.fnc1()
'^0106901234567892310300125010A/7'
>>> label.hri()
('(01) 06901234567892', '(3103) 001250', '(10) A/7')
>>> DigitalLink.of(label.elements).at("https://example.com")
'https://example.com/01/06901234567892/10/A%2F7?3103=001250'

Hold keys that are known to be right, and give out new ones, each once:

>>> from aril.gs1.keys import Gtin
>>> gtin = Gtin.parse("6901234567892")
>>> gtin.value, gtin.display, gtin.issuer.country
('06901234567892', '6901234567892', 'CN')
>>> from aril.gs1 import allocation
>>> taken = allocation.ssccs("6901234", extension=3, following=41).take(2)
>>> [str(sscc) for sscc in taken.keys], taken.left.following
(['369012340000000413', '369012340000000420'], 43)

| to                                                       | use                                    |
|----------------------------------------------------------|----------------------------------------|
| read whatever a reader sends or a person types           | `scan.read`                            |
| hold a GTIN, GLN, SSCC … that is known to be right       | `keys.Gtin.parse`                      |
| give out numbers under a company prefix                  | `allocation.ssccs`, `allocation.gtins` |
| read, check and build element strings                    | `element_string`                       |
| read, check and build Digital Links                      | `digital_link.DigitalLink`             |
| undo the compression of one                              | `compression.decompress`               |
| turn EPC URNs into Digital Links and back                | `epc`                                  |
| know days, weights and prices                            | `meaning`                              |
| look an application identifier up                        | `application_identifiers.find`         |

Everything that can go wrong is an `errors.Gs1Error`, which says all that is wrong at once.
"""
