//! What a controller tells, in the words of a player.

/// Something has changed on a controller.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// A button was pressed, or released.
    Button(Button, bool),
    /// An axis has moved: from -1 (left, up) to 1 (right, down), 0 at rest; what has one direction only, as
    /// a trigger, from 0 to 1.
    Axis(Axis, f32),
    /// It is gone, and no event follows.
    Disconnect,
}

/// A button, by where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "names of places")]
pub enum Button {
    /// Of the four in a square: A, or the cross.
    South,
    /// B, or the circle.
    East,
    /// X, or the square.
    West,
    /// Y, or the triangle.
    North,
    LeftShoulder,
    RightShoulder,
    /// Of a trigger that is a button; one that is an axis is [`Axis::LeftTrigger`]. Some are both.
    LeftTrigger,
    RightTrigger,
    /// Back, or view.
    Select,
    Start,
    /// The one with the logo.
    Mode,
    /// The left stick, pressed.
    LeftThumb,
    RightThumb,
    Up,
    Down,
    Left,
    Right,
    /// Any other, by the kernel's number.
    Other(u16),
}

/// An axis, by what it moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "names of places")]
pub enum Axis {
    LeftX,
    LeftY,
    RightX,
    RightY,
    /// From 0 to 1.
    LeftTrigger,
    RightTrigger,
    Throttle,
    Rudder,
    Wheel,
    Gas,
    Brake,
    /// Any other, by the kernel's number.
    Other(u16),
}
