"""GS1 Prefixes: which organisation allotted a number (General Specifications, 1.4.2).

A prefix tells where a company joined GS1, not where anything was grown or made.
"""

from bisect import bisect_right
from typing import NamedTuple


class Issuer(NamedTuple):
    """Who allots the numbers of a prefix; `country` is ISO 3166-1 alpha-2, or empty where no country does."""

    name: str
    country: str = ""


_REGION = Issuer("Restricted circulation within a region")
_COMPANY = Issuer("Restricted circulation within a company")
_US = Issuer("GS1 US", "US")
_JAPAN = Issuer("GS1 Japan", "JP")
_CHINA = Issuer("GS1 China", "CN")
_COUPONS = Issuer("Coupons")
_OFFICE = Issuer("GS1 Global Office")

_RANGES = (
    (0, 19, _US),
    (20, 29, _REGION),
    (30, 39, _US),
    (40, 49, _COMPANY),
    (50, 139, _US),
    (200, 299, _REGION),
    (300, 379, Issuer("GS1 France", "FR")),
    (380, 380, Issuer("GS1 Bulgaria", "BG")),
    (383, 383, Issuer("GS1 Slovenia", "SI")),
    (385, 385, Issuer("GS1 Croatia", "HR")),
    (387, 387, Issuer("GS1 Bosnia and Herzegovina", "BA")),
    (389, 389, Issuer("GS1 Montenegro", "ME")),
    (400, 440, Issuer("GS1 Germany", "DE")),
    (450, 459, _JAPAN),
    (460, 469, Issuer("GS1 Russia", "RU")),
    (470, 470, Issuer("GS1 Kyrgyzstan", "KG")),
    (471, 471, Issuer("GS1 Chinese Taipei", "TW")),
    (474, 474, Issuer("GS1 Estonia", "EE")),
    (475, 475, Issuer("GS1 Latvia", "LV")),
    (476, 476, Issuer("GS1 Azerbaijan", "AZ")),
    (477, 477, Issuer("GS1 Lithuania", "LT")),
    (478, 478, Issuer("GS1 Uzbekistan", "UZ")),
    (479, 479, Issuer("GS1 Sri Lanka", "LK")),
    (480, 480, Issuer("GS1 Philippines", "PH")),
    (481, 481, Issuer("GS1 Belarus", "BY")),
    (482, 482, Issuer("GS1 Ukraine", "UA")),
    (483, 483, Issuer("GS1 Turkmenistan", "TM")),
    (484, 484, Issuer("GS1 Moldova", "MD")),
    (485, 485, Issuer("GS1 Armenia", "AM")),
    (486, 486, Issuer("GS1 Georgia", "GE")),
    (487, 487, Issuer("GS1 Kazakhstan", "KZ")),
    (488, 488, Issuer("GS1 Tajikistan", "TJ")),
    (489, 489, Issuer("GS1 Hong Kong, China", "HK")),
    (490, 499, _JAPAN),
    (500, 509, Issuer("GS1 UK", "GB")),
    (520, 521, Issuer("GS1 Greece", "GR")),
    (528, 528, Issuer("GS1 Lebanon", "LB")),
    (529, 529, Issuer("GS1 Cyprus", "CY")),
    (530, 530, Issuer("GS1 Albania", "AL")),
    (531, 531, Issuer("GS1 North Macedonia", "MK")),
    (535, 535, Issuer("GS1 Malta", "MT")),
    (539, 539, Issuer("GS1 Ireland", "IE")),
    (540, 549, Issuer("GS1 Belgium & Luxembourg", "BE")),
    (560, 560, Issuer("GS1 Portugal", "PT")),
    (569, 569, Issuer("GS1 Iceland", "IS")),
    (570, 579, Issuer("GS1 Denmark", "DK")),
    (590, 590, Issuer("GS1 Poland", "PL")),
    (594, 594, Issuer("GS1 Romania", "RO")),
    (599, 599, Issuer("GS1 Hungary", "HU")),
    (600, 601, Issuer("GS1 South Africa", "ZA")),
    (603, 603, Issuer("GS1 Ghana", "GH")),
    (604, 604, Issuer("GS1 Senegal", "SN")),
    (605, 606, _OFFICE),
    (607, 607, Issuer("GS1 Oman", "OM")),
    (608, 608, Issuer("GS1 Bahrain", "BH")),
    (609, 609, Issuer("GS1 Mauritius", "MU")),
    (610, 610, _OFFICE),
    (611, 611, Issuer("GS1 Morocco", "MA")),
    (613, 613, Issuer("GS1 Algeria", "DZ")),
    (614, 614, _OFFICE),
    (615, 615, Issuer("GS1 Nigeria", "NG")),
    (616, 616, Issuer("GS1 Kenya", "KE")),
    (617, 617, Issuer("GS1 Cameroon", "CM")),
    (618, 618, Issuer("GS1 Côte d'Ivoire", "CI")),
    (619, 619, Issuer("GS1 Tunisia", "TN")),
    (620, 620, Issuer("GS1 Tanzania", "TZ")),
    (621, 621, Issuer("GS1 Syria", "SY")),
    (622, 622, Issuer("GS1 Egypt", "EG")),
    (624, 624, Issuer("GS1 Libya", "LY")),
    (625, 625, Issuer("GS1 Jordan", "JO")),
    (626, 626, Issuer("GS1 Iran", "IR")),
    (627, 627, Issuer("GS1 Kuwait", "KW")),
    (628, 628, Issuer("GS1 Saudi Arabia", "SA")),
    (629, 629, Issuer("GS1 UAE", "AE")),
    (630, 630, Issuer("GS1 Qatar", "QA")),
    (631, 631, Issuer("GS1 Namibia", "NA")),
    (640, 649, Issuer("GS1 Finland", "FI")),
    (680, 681, _CHINA),
    (690, 699, _CHINA),
    (700, 709, Issuer("GS1 Norway", "NO")),
    (729, 729, Issuer("GS1 Israel", "IL")),
    (730, 739, Issuer("GS1 Sweden", "SE")),
    (740, 740, Issuer("GS1 Guatemala", "GT")),
    (741, 741, Issuer("GS1 El Salvador", "SV")),
    (742, 742, Issuer("GS1 Honduras", "HN")),
    (743, 743, Issuer("GS1 Nicaragua", "NI")),
    (744, 744, Issuer("GS1 Costa Rica", "CR")),
    (745, 745, Issuer("GS1 Panama", "PA")),
    (746, 746, Issuer("GS1 Dominican Republic", "DO")),
    (750, 750, Issuer("GS1 Mexico", "MX")),
    (754, 755, Issuer("GS1 Canada", "CA")),
    (758, 758, _OFFICE),
    (759, 759, Issuer("GS1 Venezuela", "VE")),
    (760, 769, Issuer("GS1 Switzerland", "CH")),
    (770, 771, Issuer("GS1 Colombia", "CO")),
    (773, 773, Issuer("GS1 Uruguay", "UY")),
    (775, 775, Issuer("GS1 Peru", "PE")),
    (777, 777, Issuer("GS1 Bolivia", "BO")),
    (778, 779, Issuer("GS1 Argentina", "AR")),
    (780, 780, Issuer("GS1 Chile", "CL")),
    (784, 784, Issuer("GS1 Paraguay", "PY")),
    (786, 786, Issuer("GS1 Ecuador", "EC")),
    (789, 790, Issuer("GS1 Brazil", "BR")),
    (800, 839, Issuer("GS1 Italy", "IT")),
    (840, 849, Issuer("GS1 Spain", "ES")),
    (850, 850, Issuer("GS1 Cuba", "CU")),
    (858, 858, Issuer("GS1 Slovakia", "SK")),
    (859, 859, Issuer("GS1 Czech Republic", "CZ")),
    (860, 860, Issuer("GS1 Serbia", "RS")),
    (865, 865, Issuer("GS1 Mongolia", "MN")),
    (867, 867, Issuer("GS1 DPR Korea", "KP")),
    (868, 869, Issuer("GS1 Türkiye", "TR")),
    (870, 879, Issuer("GS1 Netherlands", "NL")),
    (880, 881, Issuer("GS1 Korea", "KR")),
    (883, 883, Issuer("GS1 Myanmar", "MM")),
    (884, 884, Issuer("GS1 Cambodia", "KH")),
    (885, 885, Issuer("GS1 Thailand", "TH")),
    (888, 888, Issuer("GS1 Singapore", "SG")),
    (890, 890, Issuer("GS1 India", "IN")),
    (893, 893, Issuer("GS1 Vietnam", "VN")),
    (894, 894, _OFFICE),
    (896, 896, Issuer("GS1 Pakistan", "PK")),
    (899, 899, Issuer("GS1 Indonesia", "ID")),
    (900, 919, Issuer("GS1 Austria", "AT")),
    (930, 939, Issuer("GS1 Australia", "AU")),
    (940, 949, Issuer("GS1 New Zealand", "NZ")),
    (950, 951, _OFFICE),
    (952, 952, Issuer("Demonstrations and examples")),
    (955, 955, Issuer("GS1 Malaysia", "MY")),
    (958, 958, Issuer("GS1 Macao, China", "MO")),
    (960, 969, _OFFICE),
    (977, 977, Issuer("Serial publications (ISSN)")),
    (978, 979, Issuer("Books and sheet music (ISBN, ISMN)")),
    (980, 980, Issuer("Refund receipts")),
    (981, 984, _COUPONS),
    (990, 999, _COUPONS),
)
_STARTS = [first for first, _, _ in _RANGES]


def issuer_of(prefix: str) -> Issuer | None:
    """Who allots numbers with this three-digit GS1 Prefix, or None while nobody does."""
    number = int(prefix)
    first, last, issuer = _RANGES[bisect_right(_STARTS, number) - 1]
    return issuer if first <= number <= last else None
