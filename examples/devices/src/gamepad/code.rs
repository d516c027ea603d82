//! The numbers of `linux/input-event-codes.h` that gamepads use.

#![allow(missing_docs, reason = "the names are the kernel's; its documentation explains them")]

/// Kinds of records.
pub mod kind {
    pub const SYN: u16 = 0x00;
    pub const KEY: u16 = 0x01;
    pub const ABS: u16 = 0x03;
    pub const FF: u16 = 0x15;
}

/// Codes of records of the kind `SYN`.
pub mod syn {
    /// What came before is one frame.
    pub const REPORT: u16 = 0;
    /// The kernel's buffer was full: records are missing.
    pub const DROPPED: u16 = 3;
}

/// Codes of buttons.
pub mod button {
    pub const JOYSTICK: u16 = 0x120;
    pub const SOUTH: u16 = 0x130;
    pub const EAST: u16 = 0x131;
    pub const C: u16 = 0x132;
    pub const NORTH: u16 = 0x133;
    pub const WEST: u16 = 0x134;
    pub const Z: u16 = 0x135;
    pub const TL: u16 = 0x136;
    pub const TR: u16 = 0x137;
    pub const TL2: u16 = 0x138;
    pub const TR2: u16 = 0x139;
    pub const SELECT: u16 = 0x13a;
    pub const START: u16 = 0x13b;
    pub const MODE: u16 = 0x13c;
    pub const THUMBL: u16 = 0x13d;
    pub const THUMBR: u16 = 0x13e;
    /// Behind the last button of a gamepad; those of a joystick are below `SOUTH`.
    pub const DIGI: u16 = 0x140;
    pub const DPAD_UP: u16 = 0x220;
    pub const DPAD_DOWN: u16 = 0x221;
    pub const DPAD_LEFT: u16 = 0x222;
    pub const DPAD_RIGHT: u16 = 0x223;
    /// How many numbers of keys and buttons there are.
    pub const COUNT: usize = 0x300;
}

/// Codes of axes.
pub mod axis {
    pub const X: u16 = 0x00;
    pub const Y: u16 = 0x01;
    pub const Z: u16 = 0x02;
    pub const RX: u16 = 0x03;
    pub const RY: u16 = 0x04;
    pub const RZ: u16 = 0x05;
    pub const THROTTLE: u16 = 0x06;
    pub const RUDDER: u16 = 0x07;
    pub const WHEEL: u16 = 0x08;
    pub const GAS: u16 = 0x09;
    pub const BRAKE: u16 = 0x0a;
    pub const HAT0X: u16 = 0x10;
    pub const HAT0Y: u16 = 0x11;
    /// How many numbers of axes there are.
    pub const COUNT: usize = 0x40;
}

/// Codes of effects.
pub mod effect {
    pub const RUMBLE: u16 = 0x50;
    /// How many numbers of effects there are.
    pub const COUNT: usize = 0x80;
}
