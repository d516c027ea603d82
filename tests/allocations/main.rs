//! C8: futures on the stack need no heap, in any flavor. (The conformance suite asks the same of
//! every primitive through boxes that it makes beforehand.)

#![cfg(feature = "std")]

#[path = "../conformance/allocator.rs"]
mod allocator;
mod channels;
mod locks;
mod tasks;
