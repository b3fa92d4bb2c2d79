"""The engine's own cases: element strings, linters, Digital Links. They look at one symbol of several on an item."""

from aril.gs1.application_identifiers import find
from aril.gs1.digital_link import DigitalLink
from aril.gs1.element_string import ElementString, parse_bracketed, parse_fnc1
from aril.gs1.errors import Gs1Error
from aril.gs1.linters import LINTERS
from tests.conformance import vectors


def _outcome(read, *given, **options):
    try:
        return read(*given, **options)
    except Gs1Error as error:
        return error


def _differs(case, found, expected):
    return found != expected if case["valid"] else not isinstance(found, Gs1Error)


def _engine_name(code):
    """Our coupon codes name the field in their data, the engine's in the code."""
    name = code.replace("-", "_").upper()
    return "GS1_LINTER_COUPON" if name.startswith("COUPON") else f"GS1_LINTER_{name}"


def test_bracketed_strings_are_read_as_the_engine_reads_them():
    cases = vectors.data("gs1/element_strings.json")["ai_bracketed_parse"]

    def read(case):
        return _outcome(lambda: parse_bracketed(case["ai"], alone=False).fnc1())

    assert [case for case in cases if _differs(case, read(case), case["expect"])] == []


def test_element_strings_are_processed_as_the_engine_does():
    cases = vectors.data("gs1/element_strings.json")["ai_element_string_process"]

    wrong = [
        case
        for case in cases
        if case["valid"] == isinstance(_outcome(parse_fnc1, case["data"], alone=False), Gs1Error)
    ]

    assert wrong == []


def test_each_fault_of_a_value_has_the_engines_code():
    cases = vectors.data("gs1/element_strings.json")["ai_linter_errors"]

    def code(case):
        found = _outcome(parse_bracketed, case["ai"], alone=False)
        return _engine_name(found.code) if isinstance(found, Gs1Error) else "GS1_LINTER_OK"

    wrong = [case for case in cases if not case["expect"].startswith(code(case))]

    assert wrong == []


def test_linters_find_the_fault_where_the_engine_does():
    wrong = []
    for name, cases in vectors.data("gs1/linters.json")["linters"].items():
        for case in cases:
            fault, value = LINTERS[name](case["data"]), case["data"]
            found = fault and (
                _engine_name(fault.code),
                f"{value[: fault.at]}*{value[fault.at : fault.at + fault.length]}*{value[fault.at + fault.length :]}",
            )
            expected = None if case["valid"] else (case["error"], case["highlight"])
            if found != expected:
                wrong.append((case, found))

    assert wrong == []


def test_links_are_built_as_the_engine_builds_them():
    """The engine can be told to let unknown identifiers through; here they are refused, switch or no switch."""
    wrong = []
    for case in vectors.data("gs1/digital_link.json")["dl_generate"]:
        found = _outcome(
            lambda case: DigitalLink.of(parse_bracketed(case["ai"], alone=False).elements).at(
                case["stem"] or "https://id.gs1.org"
            ),
            case,
        )
        lets_unknown_through = "PermitUnknownAIs" in case.get("options", {})
        if _differs({"valid": case["valid"] and not lets_unknown_through}, found, case["expect"]):
            wrong.append((case, found))

    assert wrong == []


def test_links_are_read_as_the_engine_reads_them():
    wrong = []
    for case in vectors.data("gs1/digital_link.json")["dl_parse"]:
        link = _outcome(DigitalLink.parse, case["uri"], legacy="options" in case)
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
