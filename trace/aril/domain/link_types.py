"""The link types of the GS1 Web Vocabulary (ref.gs1.org/voc/data/linktypes, version 1.16)."""

import re

NAMESPACE = "https://gs1.org/voc/"
PREFIX = "gs1:"

LINK_TYPES = frozenset(
    """
    activityIdeas allergenInfo appDownload backgroundInfo brandHomepageClinical brandHomepagePatient careersInfo
    certificationInfo consumerHandlingStorageInfo defaultLink defaultLinkMulti dpp eifu epcis epil eventsInfo faqs
    handledBy hasRetailers homepage ingredientsInfo instructions jws leaveReview locationInfo logisticsInfo
    loyaltyProgram masterData menuInfo nutritionalInfo openingHoursInfo paymentLink pip promotion
    purchaseSuppliesOrAccessories quickStartGuide recallStatus recipeInfo registerProduct registryEntry relatedImage
    relatedVideo reportFound review safetyInfo scheduleTime serviceInfo smartLabel smpc socialMedia statisticInfo
    subscribe support sustainabilityInfo traceability tutorial userAgreement verificationService whatsInTheBox
    """.split()  # noqa: SIM905 - sixty short words read better than sixty lines
)

DEFAULT = "defaultLink"
OF_THE_SITE = frozenset(
    {DEFAULT, "defaultLinkMulti", "traceability", "certificationInfo", "recallStatus", "epcis"}
)
"""What this site answers itself: no enterprise may put its own word before a recall."""

_PREFIXES = re.compile(rf"https?://(ref\.|www\.)?gs1\.org/voc/|{PREFIX}")
"""The namespace has been written in these ways."""


def bare(text: str) -> str:
    """A link type in any spelling (`gs1:pip`, the full URI, `pip`) as its bare name; unknown ones unchanged."""
    return _PREFIXES.sub("", text, count=1) if _PREFIXES.match(text) else text
