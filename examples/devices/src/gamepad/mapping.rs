//! Which of the kernel's numbers is which button or axis.

use super::code::{axis, button};
use super::event::{Axis, Button};

/// The button of that number.
pub(super) const fn button_of(code: u16) -> Button {
    match code {
        button::SOUTH => Button::South,
        button::EAST => Button::East,
        button::NORTH => Button::North,
        button::WEST => Button::West,
        button::TL => Button::LeftShoulder,
        button::TR => Button::RightShoulder,
        button::TL2 => Button::LeftTrigger,
        button::TR2 => Button::RightTrigger,
        button::SELECT => Button::Select,
        button::START => Button::Start,
        button::MODE => Button::Mode,
        button::THUMBL => Button::LeftThumb,
        button::THUMBR => Button::RightThumb,
        button::DPAD_UP => Button::Up,
        button::DPAD_DOWN => Button::Down,
        button::DPAD_LEFT => Button::Left,
        button::DPAD_RIGHT => Button::Right,
        other => Button::Other(other),
    }
}

/// The two buttons that a hat stands for: the one at -1, and the one at 1.
pub(super) const fn hat_of(code: u16) -> Option<[Button; 2]> {
    match code {
        axis::HAT0X => Some([Button::Left, Button::Right]),
        axis::HAT0Y => Some([Button::Up, Button::Down]),
        _ => None,
    }
}

/// What `Z` and `RZ` are. The kernel's drivers do not agree, but the other axes tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pads {
    /// The right stick is `RX` and `RY`, and these are the triggers.
    Triggers,
    /// There is neither `RX` nor `RY`: these are the right stick.
    RightStick,
}

/// The axis of that number.
pub(super) const fn axis_of(code: u16, pads: Pads) -> Axis {
    match (code, pads) {
        (axis::X, _) => Axis::LeftX,
        (axis::Y, _) => Axis::LeftY,
        (axis::RX, _) | (axis::Z, Pads::RightStick) => Axis::RightX,
        (axis::RY, _) | (axis::RZ, Pads::RightStick) => Axis::RightY,
        (axis::Z, Pads::Triggers) => Axis::LeftTrigger,
        (axis::RZ, Pads::Triggers) => Axis::RightTrigger,
        (axis::THROTTLE, _) => Axis::Throttle,
        (axis::RUDDER, _) => Axis::Rudder,
        (axis::WHEEL, _) => Axis::Wheel,
        (axis::GAS, _) => Axis::Gas,
        (axis::BRAKE, _) => Axis::Brake,
        (other, _) => Axis::Other(other),
    }
}

impl Axis {
    /// Whether it rests at one end, if its least is `minimum`.
    pub const fn rests_at_one_end(self, minimum: i32) -> bool {
        match self {
            Self::LeftTrigger | Self::RightTrigger | Self::Throttle | Self::Gas | Self::Brake => {
                true
            }
            Self::Other(_) => minimum >= 0,
            _ => false,
        }
    }
}
