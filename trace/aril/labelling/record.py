"""What is printed on one label: facts by name, what the QR says, what the linear symbol says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from aril.labelling.voice import pick_code

#: Each field a design may name, with a value as the previews show it.
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "product": "软籽石榴",
        "product_en": "Soft-seed pomegranate",
        "variety": "秋艳",
        "grade": "一级",
        "grower": "示例石榴专业合作社",
        "origin": "山东省枣庄市峄城区",
        "harvest_date": "2026-09-12",
        "pack_date": "2026-09-14",
        "best_before": "2026-12-31",
        "net_weight": "5 kg",
        "quantity": "120 箱，600 kg",
        "storage": "0–5 °C 冷藏",
        "lot": "ZZ260912",
        "code": "NHSTSXZ4Q3GND",
        "serial": "NHSTSXZ4Q3GNS5",
        "number": "000123",
        "gtin": "06901234567892",
        "sscc": "369012345000000012",
        "count": "24",
        "enterprise": "示例石榴专业合作社",
        "uscc": "93370404MA3CEJA01U",
        "address": "山东省枣庄市峄城区榴园镇示例村",
        "phone": "0632-0000000",
        "promise": "不使用禁用农药兽药、停用兽药和非法添加物，常规农药兽药残留不超标，对承诺的真实性负责",
        "basis": "■ 质量安全控制符合要求　□ 自行检测合格　□ 委托检测合格",
        "issue_date": "2026-09-14",
        "certificate": "HGZ-2026-000123",
        "plot": "ZZ-YC-0012",
        "plot_name": "东山坡三号园",
        "area": "12.5 亩",
        "planted": "2016",
        "sample": "CY-2026-0423-A",
        "sampled_at": "2026-09-15",
        "sampled_by": "张三、李四",
        "task": "例行监测",
        "host": "trace.example.cn",
        "hotline": "12315",
    }
)


#: What of these reads otherwise on a label in English.
IN_ENGLISH: Mapping[str, str] = MappingProxyType(
    {
        "variety": "Qiuyan",
        "grade": "Class I",
        "grower": "Sample Orchard Co-op",
        "enterprise": "Sample Orchard Co-op",
        "quantity": "120 boxes, 600 kg",
    }
)
#: The other two things that previews show.
SAMPLE_URI = "https://trace.example.cn/01/06901234567892/10/ZZ260912/21/NHSTSXZ4Q3GNS5"
SAMPLE_LINEAR = "(01)06901234567892(13)260914(3103)005000(10)ZZ260912"


@dataclass(frozen=True, slots=True)
class LabelRecord:
    """One label's content.

    `fields` are ready to be read by people: dates as 2026-09-12, quantities with their unit. `uri` is what
    the QR carries: a GS1 Digital Link, or this site's address of an internal code. `linear` is either a
    GS1 element string in its bracketed form, `(01)…(10)…`, printed as GS1-128, or plain text, printed as Code 128.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    uri: str = ""
    linear: str = ""

    def value(self, name: str) -> str:
        """The field of that name, or an empty string; `DERIVED` ones are computed from the others."""
        derive = DERIVED.get(name)
        return self.fields.get(name, "") if derive is None else derive(self)


def _voice(record: LabelRecord) -> str:
    gtin, lot = record.value("gtin"), record.value("lot")
    packed = record.value("pack_date").replace("-", "")[2:]
    return pick_code(gtin, lot, packed) if gtin and lot else ""


#: Names that a record answers without a field of that name.
DERIVED: Mapping[str, Callable[[LabelRecord], str]] = MappingProxyType(
    {
        "uri": lambda record: record.uri,
        "linear": lambda record: record.linear,
        "voice_small": lambda record: _voice(record)[:2],
        "voice_large": lambda record: _voice(record)[2:],
    }
)
