"""Every message has its Chinese, and says the same."""

import re

from aril import i18n
from tests.messages import gaps, wanted

CJK = re.compile(r"[\u3400-\u9fff]")


def _entry(context: str, message: str, place: str) -> str:
    quoted = message.replace("\\", "\\\\").replace('"', '\\"')
    lines = [
        f"#: {place}",
        *([f'msgctxt "{context}"'] if context else []),
        f'msgid "{quoted}"',
        'msgstr ""',
        "",
    ]
    return "\n".join(lines)


def test_every_message_is_translated_into_chinese():
    catalogue = i18n.catalogue("zh_CN")

    missing = [_entry(*key, place) for key, place in wanted().items() if key not in catalogue]

    assert not missing, "Put these into trace/aril/translations/zh_CN/<room>.po:\n\n" + "\n".join(missing)


def test_a_translation_has_the_gaps_of_its_message():
    wrong = [
        f"{message!r} has {gaps(message)}, {translated!r} has {gaps(translated)}"
        for (_, message), translated in i18n.catalogue("zh_CN").items()
        if gaps(message) != gaps(translated)
    ]

    assert wrong == []


def test_no_translation_is_left_over():
    left = [key for key in i18n.catalogue("zh_CN") if key not in wanted()]

    assert left == []


def test_messages_are_english():
    chinese = [f"{place}: {message}" for (_, message), place in wanted().items() if CJK.search(message)]

    assert chinese == []
