"""What is printed on one label: facts by name, what the QR says, what the linear symbol says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

#: Each field a design may name, with a value as the previews show it.
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "product": "软籽石榴",
        "product_en": "Soft-seed pomegranate",
        "variety": "秋艳",
        "grade": "一级",
        "grower": "示例石榴专业合作社",
        "origin": "山东省枣庄市峄城区",
        "origin_en": "Yicheng, Zaozhuang, Shandong",
        "harvest_date": "2026-09-12",
        "pack_date": "2026-09-14",
        "best_before": "2026-12-31",
        "net_weight": "5 kg",
        "net_weight_kg": "5.000",
        "quantity": "120 箱 / 600 kg",
        "storage": "0–5 °C 冷藏",
        "lot": "ZZ260912",
        "code": "7K3M9QX2W4TB",
        "serial": "4F7Q9XK2M8WTB",
        "gtin": "06901234567892",
        "sscc": "369012340000000016",
        "count": "24",
        "enterprise": "示例石榴专业合作社",
        "uscc": "93370404MA3C0000XX",
        "address": "山东省枣庄市峄城区榴园镇",
        "phone": "0632-0000000",
        "promise": "不使用禁用农药兽药、停用兽药和非法添加物；常规农药兽药残留不超标；对承诺的真实性负责",
        "basis": "质量安全控制符合要求",
        "issue_date": "2026-09-14",
        "certificate": "HGZ-2026-000123",
        "plot": "ZZ-YC-0012",
        "plot_name": "东山坡三号园",
        "area": "12.5 亩",
        "planted": "2016",
        "sample": "CY-2026-0423-A",
        "sampled_at": "2026-09-15",
        "sampled_by": "张三 李四",
        "task": "例行监测",
        "host": "trace.example.cn",
        "hotline": "12315",
    }
)


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
        """The field of that name, or an empty string; `uri` and `linear` are fields like the others."""
        if name == "uri":
            return self.uri
        if name == "linear":
            return self.linear
        return self.fields.get(name, "")
