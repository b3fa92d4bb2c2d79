"""The terms of the Core Business Vocabulary 2.0.

Members are the bare terms that EPCIS JSON-LD uses (`shipping`), so `BizStep.SHIPPING == "shipping"`. A term of
another namespace is a plain string holding its full URI. `bare` finds the member for any spelling of a standard
term, `web_uri` gives the long spelling that the event hash and a foreign system need.

Source: GS1 Core Business Vocabulary 2.0, section 7 (terms) and EPCIS 2.0, section 10 (JSON-LD context).
"""

from collections.abc import Mapping
from enum import StrEnum, auto
from types import MappingProxyType
from typing import TypeVar, cast

Term = TypeVar("Term", bound=StrEnum)


class Action(StrEnum):
    """How an event relates to the life of what it names (EPCIS 2.0, section 7.3.2)."""

    ADD = "ADD"
    OBSERVE = "OBSERVE"
    DELETE = "DELETE"


class BizStep(StrEnum):
    """Why: the step of the business process (CBV 2.0, section 7.1)."""

    ACCEPTING = auto()
    ARRIVING = auto()
    ASSEMBLING = auto()
    COLLECTING = auto()
    COMMISSIONING = auto()
    CONSIGNING = auto()
    CREATING_CLASS_INSTANCE = auto()
    CYCLE_COUNTING = auto()
    DECOMMISSIONING = auto()
    DEPARTING = auto()
    DESTROYING = auto()
    DISASSEMBLING = auto()
    DISPENSING = auto()
    ENCODING = auto()
    ENTERING_EXITING = auto()
    HOLDING = auto()
    INSPECTING = auto()
    INSTALLING = auto()
    KILLING = auto()
    LOADING = auto()
    OTHER = auto()
    PACKING = auto()
    PICKING = auto()
    RECEIVING = auto()
    REMOVING = auto()
    REPACKAGING = auto()
    REPAIRING = auto()
    REPLACING = auto()
    RESERVING = auto()
    RETAIL_SELLING = auto()
    SAMPLING = auto()
    SENSOR_REPORTING = auto()
    SHIPPING = auto()
    STAGING_OUTBOUND = auto()
    STOCK_TAKING = auto()
    STOCKING = auto()
    STORING = auto()
    TRANSPORTING = auto()
    UNLOADING = auto()
    UNPACKING = auto()
    VOID_SHIPPING = auto()


class Disposition(StrEnum):
    """The business condition of what an event names, until another event (CBV 2.0, section 7.2)."""

    ACTIVE = auto()
    AVAILABLE = auto()
    COMPLETENESS_INFERRED = auto()
    COMPLETENESS_VERIFIED = auto()
    CONFORMANT = auto()
    CONTAINER_CLOSED = auto()
    CONTAINER_OPEN = auto()
    DAMAGED = auto()
    DESTROYED = auto()
    DISPENSED = auto()
    DISPOSED = auto()
    ENCODED = auto()
    EXPIRED = auto()
    IN_PROGRESS = auto()
    IN_TRANSIT = auto()
    INACTIVE = auto()
    MISMATCH_CLASS = auto()
    MISMATCH_INSTANCE = auto()
    MISMATCH_QUANTITY = auto()
    NEEDS_REPLACEMENT = auto()
    NO_PEDIGREE_MATCH = auto()
    NON_CONFORMANT = auto()
    NON_SELLABLE_OTHER = auto()
    PARTIALLY_DISPENSED = auto()
    RECALLED = auto()
    RESERVED = auto()
    RETAIL_SOLD = auto()
    RETURNED = auto()
    SELLABLE_ACCESSIBLE = auto()
    SELLABLE_NOT_ACCESSIBLE = auto()
    STOLEN = auto()
    UNAVAILABLE = auto()
    UNKNOWN = auto()


class BizTransactionType(StrEnum):
    """What kind of document a business transaction is (CBV 2.0, section 7.3)."""

    BILL_OF_LADING = "bol"
    CERTIFICATE = "cert"
    DESPATCH_ADVICE = "desadv"
    INVOICE = "inv"
    PEDIGREE = "pedigree"
    PRODUCTION_ORDER = "prodorder"
    PURCHASE_ORDER = "po"
    PURCHASE_ORDER_CONFIRMATION = "poc"
    RECEIVING_ADVICE = "recadv"
    RETURN_MERCHANDISE_AUTHORISATION = "rma"
    TEST_PROCEDURE = "testprd"
    TEST_RESULT = "testres"
    UPSTREAM_EVENT = "upevt"


class SourceDestType(StrEnum):
    """In which respect a source or destination is one (CBV 2.0, section 7.4)."""

    OWNING_PARTY = auto()
    POSSESSING_PARTY = auto()
    LOCATION = auto()


class ErrorReason(StrEnum):
    """Why an earlier event is declared to be in error (CBV 2.0, section 7.5)."""

    DID_NOT_OCCUR = auto()
    INCORRECT_DATA = auto()


class Component(StrEnum):
    """Which part of a vector a sensor reading is (CBV 2.0, section 7.7)."""

    X = auto()
    Y = auto()
    Z = auto()
    AXIAL_DISTANCE = auto()
    AZIMUTH = auto()
    HEIGHT = auto()
    SPHERICAL_RADIUS = auto()
    POLAR_ANGLE = auto()
    ELEVATION_ANGLE = auto()
    EASTING = auto()
    NORTHING = auto()
    LATITUDE = auto()
    LONGITUDE = auto()
    ALTITUDE = auto()


class SensorAlert(StrEnum):
    """What a sensor warns of (GS1 Web Vocabulary, SensorAlertType)."""

    ALARM_CONDITION = "ALARM_CONDITION"
    ERROR_CONDITION = "ERROR_CONDITION"


class MeasurementType(StrEnum):
    """What a sensor measures (GS1 Web Vocabulary, MeasurementType)."""

    ABSOLUTE_HUMIDITY = "AbsoluteHumidity"
    ABSORBED_DOSE = "AbsorbedDose"
    ABSORBED_DOSE_RATE = "AbsorbedDoseRate"
    ACCELERATION = "Acceleration"
    ALTITUDE = "Altitude"
    AMOUNT_OF_SUBSTANCE = "AmountOfSubstance"
    AMOUNT_OF_SUBSTANCE_PER_UNIT_VOLUME = "AmountOfSubstancePerUnitVolume"
    ANGLE = "Angle"
    ANGULAR_ACCELERATION = "AngularAcceleration"
    ANGULAR_MOMENTUM = "AngularMomentum"
    ANGULAR_VELOCITY = "AngularVelocity"
    AREA = "Area"
    CAPACITANCE = "Capacitance"
    CONDUCTANCE = "Conductance"
    CONDUCTIVITY = "Conductivity"
    COUNT = "Count"
    DENSITY = "Density"
    DIMENSIONLESS = "Dimensionless"
    DOSE_EQUIVALENT = "DoseEquivalent"
    DOSE_EQUIVALENT_RATE = "DoseEquivalentRate"
    DYNAMIC_VISCOSITY = "DynamicViscosity"
    EFFECTIVE_DOSE = "EffectiveDose"
    EFFECTIVE_DOSE_RATE = "EffectiveDoseRate"
    ELECTRIC_CHARGE = "ElectricCharge"
    ELECTRIC_CURRENT = "ElectricCurrent"
    ELECTRIC_CURRENT_DENSITY = "ElectricCurrentDensity"
    ELECTRIC_FIELD_STRENGTH = "ElectricFieldStrength"
    ENERGY = "Energy"
    EXPOSURE = "Exposure"
    FORCE = "Force"
    FREQUENCY = "Frequency"
    ILLUMINANCE = "Illuminance"
    INDUCTANCE = "Inductance"
    IRRADIANCE = "Irradiance"
    KINEMATIC_VISCOSITY = "KinematicViscosity"
    LENGTH = "Length"
    LINEAR_MOMENTUM = "LinearMomentum"
    LUMINANCE = "Luminance"
    LUMINOUS_FLUX = "LuminousFlux"
    LUMINOUS_INTENSITY = "LuminousIntensity"
    MAGNETIC_FLUX = "MagneticFlux"
    MAGNETIC_FLUX_DENSITY = "MagneticFluxDensity"
    MAGNETIC_VECTOR_POTENTIAL = "MagneticVectorPotential"
    MASS = "Mass"
    MASS_CONCENTRATION = "MassConcentration"
    MASS_FLOW_RATE = "MassFlowRate"
    MASS_PER_AREA_TIME = "MassPerAreaTime"
    MEMORY_CAPACITY = "MemoryCapacity"
    MOLALITY_OF_SOLUTE = "MolalityOfSolute"
    MOLAR_ENERGY = "MolarEnergy"
    MOLAR_MASS = "MolarMass"
    MOLAR_VOLUME = "MolarVolume"
    POWER = "Power"
    PRESSURE = "Pressure"
    RADIANT_FLUX = "RadiantFlux"
    RADIANT_INTENSITY = "RadiantIntensity"
    RADIOACTIVITY = "Radioactivity"
    RELATIVE_HUMIDITY = "RelativeHumidity"
    RESISTANCE = "Resistance"
    RESISTIVITY = "Resistivity"
    SOLID_ANGLE = "SolidAngle"
    SPECIFIC_VOLUME = "SpecificVolume"
    SPEED = "Speed"
    SURFACE_DENSITY = "SurfaceDensity"
    SURFACE_TENSION = "SurfaceTension"
    TEMPERATURE = "Temperature"
    TIME = "Time"
    TORQUE = "Torque"
    VOLTAGE = "Voltage"
    VOLUME = "Volume"
    VOLUME_FLOW_RATE = "VolumeFlowRate"
    VOLUME_FRACTION = "VolumeFraction"
    VOLUMETRIC_FLUX = "VolumetricFlux"
    WAVENUMBER = "Wavenumber"


CBV = "https://ref.gs1.org/cbv/"
GS1_VOC = "https://gs1.org/voc/"

STEMS: Mapping[type[StrEnum], str] = MappingProxyType(
    {
        BizStep: CBV + "BizStep-",
        Disposition: CBV + "Disp-",
        BizTransactionType: CBV + "BTT-",
        SourceDestType: CBV + "SDT-",
        ErrorReason: CBV + "ER-",
        Component: CBV + "Comp-",
        SensorAlert: GS1_VOC,
        MeasurementType: GS1_VOC,
    }
)
"""What stands before the bare term in the long spelling."""

_OF_CBV = ("urn:epcglobal:cbv", "http://ns.gs1.org/cbv/", "https://ns.gs1.org/cbv/")
_OF_GS1 = tuple(
    f"{scheme}://{host}/voc/" for scheme in ("http", "https") for host in ("gs1.org", "www.gs1.org")
)

RESERVED: Mapping[type[StrEnum], tuple[str, ...]] = MappingProxyType(
    {kind: _OF_GS1 if stem == GS1_VOC else _OF_CBV for kind, stem in STEMS.items()}
)
"""Beginnings of URIs that are the standard's to give: what stands there and is no term of it, is an error."""

_OTHER_STEMS: Mapping[type[StrEnum], tuple[str, ...]] = MappingProxyType(
    {
        BizStep: ("urn:epcglobal:cbv:bizstep:",),
        Disposition: ("urn:epcglobal:cbv:disp:",),
        BizTransactionType: ("urn:epcglobal:cbv:btt:",),
        SourceDestType: ("urn:epcglobal:cbv:sdt:",),
        ErrorReason: ("urn:epcglobal:cbv:er:",),
        SensorAlert: ("https://www.gs1.org/voc/", "https://ref.gs1.org/voc/"),
        MeasurementType: ("https://www.gs1.org/voc/", "https://ref.gs1.org/voc/"),
    }
)

_BY_SPELLING: Mapping[type[StrEnum], Mapping[str, StrEnum]] = MappingProxyType(
    {
        kind: {before + term: term for term in kind for before in ("", stem, *_OTHER_STEMS.get(kind, ()))}
        for kind, stem in STEMS.items()
    }
)
_WEB_URIS: Mapping[str, str] = MappingProxyType(
    {
        spelling: STEMS[kind] + term
        for kind, spellings in _BY_SPELLING.items()
        for spelling, term in spellings.items()
        if ":" in spelling
    }
)


def bare(kind: type[Term], text: str) -> Term | None:
    """The standard term that `text` spells (bare, in full, or as a URN of CBV 1), or None if it spells none."""
    return text if isinstance(text, kind) else cast("Term | None", _BY_SPELLING[kind].get(text))


def web_uri(term: StrEnum) -> str:
    """The full spelling of a standard term: `https://ref.gs1.org/cbv/BizStep-shipping`."""
    return STEMS[type(term)] + term


def in_full(uri: str) -> str:
    """The present web URI of a standard term given by any of its URIs; every other URI unchanged."""
    return _WEB_URIS.get(uri, uri)
