//! The critical-section flavor.
