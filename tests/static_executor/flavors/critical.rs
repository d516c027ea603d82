//! The critical flavor.

pub(crate) type Critical = wakeful::lock::CriticalSectionLock;
