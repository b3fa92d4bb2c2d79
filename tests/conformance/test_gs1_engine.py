"""The engine's own cases: element strings, linters, Digital Links. They look at one symbol of several on an item."""

from aril.gs1.application_identifiers import find
from aril.gs1.digital_link import DigitalLink
from aril.gs1.element_string import ElementString, parse_bracketed, parse_fnc1
from aril.gs1.errors import Gs1Error
from aril.gs1.linters import LINTERS
from tests.conformance import vectors

LEGACY = {"permitConvenienceAlphas", "PermitZeroSuppressedGTINinDLuris"}


def _lets_through(case, where="string"):
    """Whether the engine's switches let unknown identifiers through: those of links need another one."""
    options = case.get("options", {})
    in_links = options.get("Validation:UNKNOWN_AI_NOT_DL_ATTR") is False
    return bool(options.get("PermitUnknownAIs")) and (where == "string" or in_links)


def _outcome(read, *given, **options):
    try:
        return read(*given, **options)
    except Gs1Error as error:
        return error


def _differs(case, found, expected):
    return found != expected if case["valid"] else not isinstance(found, Gs1Error)


def _engine_name(fault):
    """What the engine calls a fault: it has a code of its own for each field of a coupon."""
    code = fault.code
    if code in {"coupon-missing", "coupon-invalid", "coupon-truncated"}:
        code = _of_coupon(code.removeprefix("coupon-"), fault.data["field"])
    return f"GS1_LINTER_{SPELLED.get(code, code.replace('-', '_').upper())}"


def _of_coupon(what, field):
    if size := field.startswith("length of "):
        field = field.removeprefix("length of ") + {"missing": " vli", "invalid": " length"}[what]
    what = "too short for" if what == "truncated" and field.endswith("date") and not size else what
    field = field.replace("company prefix", "gcp").replace("'", "")
    return f"coupon {what} {field}".replace(" ", "-")


SPELLED = {
    "coupon-invalid-expiration-date": "COUPON_INVALID_EXIPIRATION_DATE",  # so it is spelled there
    "too-long-for-check-pair": "TOO_LONG_FOR_CHECK_PAIR_IMPLEMENTATION",
}


def test_bracketed_strings_are_read_as_the_engine_reads_them():
    cases = vectors.data("gs1/element_strings.json")["ai_bracketed_parse"]

    def read(case):
        return _outcome(lambda: parse_bracketed(case["ai"], alone=False, unknown=_lets_through(case)).fnc1())

    assert [case for case in cases if _differs(case, read(case), case["expect"])] == []


def test_element_strings_are_processed_as_the_engine_does():
    cases = vectors.data("gs1/element_strings.json")["ai_element_string_process"]

    wrong = [
        case
        for case in cases
        if case["valid"]
        == isinstance(_outcome(parse_fnc1, case["data"], alone=False, unknown=_lets_through(case)), Gs1Error)
    ]

    assert wrong == []


def test_each_fault_of_a_value_has_the_engines_code():
    cases = vectors.data("gs1/element_strings.json")["ai_linter_errors"]

    def code(case):
        found = _outcome(parse_bracketed, case["ai"], alone=False)
        return _engine_name(found) if isinstance(found, Gs1Error) else "GS1_LINTER_OK"

    wrong = [(case, code(case)) for case in cases if case["expect"] != code(case)]

    assert wrong == []


def test_linters_find_the_fault_where_the_engine_does():
    wrong = []
    for name, cases in vectors.data("gs1/linters.json")["linters"].items():
        for case in cases:
            fault, value = LINTERS[name](case["data"]), case["data"]
            found = fault and (
                _engine_name(fault),
                f"{value[: fault.at]}*{value[fault.at : fault.at + fault.length]}*{value[fault.at + fault.length :]}",
            )
            expected = None if case["valid"] else (case["error"], case["highlight"])
            if found != expected:
                wrong.append((case, found))

    assert wrong == []


def test_links_are_built_as_the_engine_builds_them():
    def build(case):
        string = parse_bracketed(case["ai"], alone=False, unknown=_lets_through(case))
        link = DigitalLink.of(string.elements, unknown=_lets_through(case, "link"))
        return link.at(case["stem"] or "https://id.gs1.org")

    wrong = []
    for case in vectors.data("gs1/digital_link.json")["dl_generate"]:
        found = _outcome(build, case)
        if _differs(case, found, case["expect"]):
            wrong.append((case, found))

    assert wrong == []


def test_links_are_read_as_the_engine_reads_them():
    wrong = []
    for case in vectors.data("gs1/digital_link.json")["dl_parse"]:
        legacy = not LEGACY.isdisjoint(case.get("options", {}))
        link = _outcome(DigitalLink.parse, case["uri"], legacy=legacy, unknown=_lets_through(case, "link"))
        found = link if isinstance(link, Gs1Error) else ElementString(link.elements).fnc1()
        if _differs(case, found, case["expect"]):
            wrong.append((case, found))

    assert wrong == []


def test_every_sequence_of_qualifiers_the_engine_knows_is_allowed():
    sequences = {
        tuple(sequence) for sequence in vectors.data("gs1/digital_link.json")["dl_valid_path_sequences"]
    }

    ours = {(key, *chosen) for key in {s[0] for s in sequences} for chosen in _choices(find(key).qualifiers)}

    assert sequences <= ours
    # The engine's list was made before (415) became a key.
    assert {sequence for sequence in ours - sequences if sequence[0] != "415"} == set()


def _choices(alternatives):
    for order in alternatives:
        for mask in range(2 ** len(order)):
            yield tuple(ai for place, ai in enumerate(order) if mask >> place & 1)
