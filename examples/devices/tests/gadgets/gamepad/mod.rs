//! Gamepads: pipes into which a test writes, in a directory that is really watched.

mod disconnecting;
mod listening;
mod playing;
mod program;

use std::fs::File;
use std::io::Write;
use std::path::Path;

use devices::gamepad::code::{kind, syn};
use devices::gamepad::{Layout, Record};

use crate::support::writer;

/// The end of a pipe at which the hands of the player are.
struct Hands(File);

impl Hands {
    /// Waits until somebody listens.
    fn on(path: &Path) -> Self {
        Self(writer(path))
    }

    /// Does these things at once: a frame.
    fn do_all(&mut self, records: &[(u16, u16, i32)]) {
        self.0.write_all(&frame(records)).unwrap();
    }

    fn press(&mut self, button: u16) {
        self.do_all(&[(kind::KEY, button, 1)]);
    }
}

/// Records, and the end of their frame.
fn frame(records: &[(u16, u16, i32)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for &(kind, code, value) in records.iter().chain([&(kind::SYN, syn::REPORT, 0)]) {
        Layout::NATIVE.encode(Record { kind, code, value }, &mut bytes);
    }
    bytes
}
