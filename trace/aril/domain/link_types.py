"""The link types of the GS1 Web Vocabulary (ref.gs1.org/voc/data/linktypes, version 1.16)."""

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
RESERVED = frozenset({DEFAULT, "defaultLinkMulti"})
"""What only the resolver itself sets."""


def bare(text: str) -> str:
    """A link type in any spelling (`gs1:pip`, the full URI, `pip`) as its bare name; unknown ones unchanged."""
    return text.removeprefix(NAMESPACE).removeprefix(PREFIX)
