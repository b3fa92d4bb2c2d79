"""GS1 identifiers, read and written to the letter of the standards. Usable alone: nothing else of ours is imported.

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
