"""Words of the Core Business Vocabulary 2.0, and of the GS1 Web Vocabulary where EPCIS takes them from there."""

from __future__ import annotations


def _terms(text: str) -> frozenset[str]:
    return frozenset(text.split())


BIZ_STEPS = _terms(
    """
    accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
    decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting
    installing killing loading other packing picking receiving removing repackaging repairing replacing reserving
    retail_selling shipping staging_outbound stock_taking stocking storing transporting unloading unpacking
    void_shipping sensor_reporting sampling
    """
)
"""Business steps (CBV 2.0, section 7.1)."""

DISPOSITIONS = _terms(
    """
    active container_closed damaged destroyed dispensed disposed encoded expired in_progress in_transit inactive
    no_pedigree_match non_sellable_other partially_dispensed recalled reserved retail_sold returned
    sellable_accessible sellable_not_accessible stolen unknown available completeness_verified
    completeness_inferred conformant container_open mismatch_instance mismatch_class mismatch_quantity
    needs_replacement non_conformant unavailable
    """
)
"""Dispositions (CBV 2.0, section 7.2)."""

TRANSACTION_TYPES = _terms(
    """
    bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt
    """
)
"""Types of business transactions (CBV 2.0, section 7.3)."""

PARTY_TYPES = _terms(
    """
    owning_party possessing_party location
    """
)
"""Types of sources and destinations (CBV 2.0, section 7.4)."""

ERROR_REASONS = _terms(
    """
    did_not_occur incorrect_data
    """
)
"""Reasons of an error declaration (CBV 2.0, section 7.5)."""

MEASUREMENTS = _terms(
    """
    AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Radioactivity Altitude AmountOfSubstance
    AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area Capacitance
    Conductance Conductivity Count Density Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity
    ElectricCharge ElectricCurrent ElectricCurrentDensity ElectricFieldStrength Energy Exposure Force Frequency
    Illuminance Inductance Irradiance KinematicViscosity Length LinearMomentum Luminance LuminousFlux
    LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass MassConcentration MassFlowRate
    MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power Pressure RadiantFlux
    RadiantIntensity RelativeHumidity Resistance Resistivity SolidAngle SpecificVolume Speed SurfaceDensity
    SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate VolumeFraction VolumetricFlux Wavenumber
    """
)
"""Types of measurements of sensors (GS1 Web Vocabulary)."""

ALERTS = _terms(
    """
    ALARM_CONDITION ERROR_CONDITION
    """
)
"""What a sensor may warn of (GS1 Web Vocabulary)."""

COMPONENTS = _terms(
    """
    x y z axial_distance azimuth height spherical_radius polar_angle elevation_angle easting northing latitude
    longitude altitude
    """
)
"""Components of a measured vector or place."""
