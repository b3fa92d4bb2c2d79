"""IPP messages in bytes, there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.printing.ipp_message import Attribute, Group, GroupTag, IppMalformed, Message, Tag, Value

_TEXT_TAGS = (Tag.TEXT, Tag.NAME, Tag.KEYWORD, Tag.URI, Tag.CHARSET, Tag.LANGUAGE, Tag.MIME)
_OTHER_TAGS = (0x10, 0x13, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x4A)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
values = st.one_of(
    st.builds(Value, st.sampled_from([Tag.INTEGER, Tag.ENUM]), st.integers(-(2**31), 2**31 - 1)),
    st.builds(Value, st.just(Tag.BOOLEAN), st.booleans()),
    st.builds(Value, st.sampled_from(_TEXT_TAGS), texts),
    st.builds(Value, st.sampled_from(_OTHER_TAGS), st.binary(max_size=40)),
)
names = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=30)
attributes = st.builds(Attribute, names, st.lists(values, min_size=1, max_size=4).map(tuple))
groups = st.builds(Group, st.sampled_from(list(GroupTag)), st.lists(attributes, max_size=5).map(tuple))
messages = st.builds(
    Message,
    st.integers(0, 0x7FFF),
    st.integers(1, 2**31 - 1),
    st.lists(groups, max_size=4).map(tuple),
    st.tuples(st.integers(1, 2), st.integers(0, 2)),
)


@given(messages, st.binary(max_size=50))
def test_a_message_comes_back_as_it_was_and_its_document_is_left_alone(
    message: Message, document: bytes
) -> None:
    assert Message.decoded(message.encoded() + document) == message


@given(st.binary(max_size=200))
def test_whatever_comes_is_a_message_or_called_malformed(content: bytes) -> None:
    try:
        message = Message.decoded(content)
    except IppMalformed:
        return

    assert Message.decoded(message.encoded()) == message


@given(messages, st.data())
def test_a_message_that_was_cut_off_is_malformed(message: Message, data: st.DataObject) -> None:
    whole = message.encoded()
    length = data.draw(st.integers(0, len(whole) - 1))

    with pytest.raises(IppMalformed, match=f"of {length}$"):
        Message.decoded(whole[:length])


def test_the_standard_s_own_print_job_request_is_written_byte_for_byte() -> None:
    """RFC 8010, appendix A.1, as far as its operation attributes go."""
    request = Message(
        0x0002,
        1,
        (
            Group(
                GroupTag.OPERATION,
                (
                    Attribute.of("attributes-charset", Tag.CHARSET, "utf-8"),
                    Attribute.of("attributes-natural-language", Tag.LANGUAGE, "en-us"),
                    Attribute.of("printer-uri", Tag.URI, "ipp://printer.example.com/ipp/print/pinetree"),
                    Attribute.of("job-name", Tag.NAME, "foobar"),
                    Attribute.of("ipp-attribute-fidelity", Tag.BOOLEAN, True),
                ),
            ),
            Group(
                GroupTag.JOB,
                (
                    Attribute.of("copies", Tag.INTEGER, 20),
                    Attribute.of("sides", Tag.KEYWORD, "two-sided-long-edge"),
                ),
            ),
        ),
        version=(1, 1),
    )
    expected = (
        b"\x01\x01\x00\x02\x00\x00\x00\x01\x01"
        b"\x47\x00\x12attributes-charset\x00\x05utf-8"
        b"\x48\x00\x1battributes-natural-language\x00\x05en-us"
        b"\x45\x00\x0bprinter-uri\x00\x2cipp://printer.example.com/ipp/print/pinetree"
        b"\x42\x00\x08job-name\x00\x06foobar"
        b"\x22\x00\x16ipp-attribute-fidelity\x00\x01\x01"
        b"\x02"
        b"\x21\x00\x06copies\x00\x04\x00\x00\x00\x14"
        b"\x44\x00\x05sides\x00\x13two-sided-long-edge"
        b"\x03"
    )

    assert request.encoded() == expected
    assert Message.decoded(expected) == request
