//! Without the critical flavor, that of threads takes its part.

pub(crate) type Critical = wakeful::lock::StdLock;
