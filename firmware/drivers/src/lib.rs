//! Drivers as one writes them over `wakeful`: no heap, no runtime, and hardware behind a small trait.
//!
//! | module | shows |
//! |---|---|
//! | [`transfer`] | buffer and hardware go to an interrupt handler and come back, whatever becomes of the task |
//! | [`lines`] | bytes go from an interrupt handler to a task, and what got lost is reported |
//! | [`clock`] | a counter that wraps becomes a clock of 64 bits, with an alarm |
//! | [`handler_cell`] | how a handler comes by what it owns |
//!
//! All of it runs on the host, too, where its tests step through every interrupt by hand. The programs that
//! run it on a device are in `firmware/devices`.

#![no_std]

pub mod clock;
pub mod handler_cell;
pub mod lines;
pub mod transfer;
