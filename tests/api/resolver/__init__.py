"""The resolver as phones and programs meet it, and what they send."""

from tests.coded import GTIN

ITEM = f"/01/{GTIN}"
PHONE = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}
PROGRAM = {"Accept": "*/*"}
LINKSET = {"Accept": "application/linkset+json"}
