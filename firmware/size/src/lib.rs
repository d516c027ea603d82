//! What every program here has in common: a start, a panic, a waker, and a world that the compiler knows nothing
//! of. A program does each operation once, as it would be done on a board, and is measured without its own weight:
//! that of `empty`, which waits for nothing.

#![no_std]

#[cfg(feature = "atomics")]
mod atomics;
#[cfg(not(feature = "atomics"))]
mod plain;
#[cfg(feature = "section")]
mod section;
mod start;
#[cfg(feature = "table")]
mod table;
mod world;

#[cfg(feature = "atomics")]
pub use self::atomics::{SpinLock as Lock, Store};
#[cfg(not(feature = "atomics"))]
pub use self::plain::Store;
pub use self::world::{Made, Single, drive, input, output};
#[cfg(feature = "critical")]
pub use wakeful::lock::CriticalSectionLock as Lock;
#[cfg(feature = "local")]
pub use wakeful::lock::LocalLock as Lock;
