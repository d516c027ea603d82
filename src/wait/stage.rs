//! Where a waiter stands.

/// Where a waiter stands.
///
/// ```text
///             refused poll                 settle: "you may"
///   Fresh ──────────────────▶ Waiting ─────────────────────────▶ Offered
///                              ▲  │  │                             │  │
///                              │  │  │   its poll loses            │  │ its poll takes
///                              └──┼──┼─────────────────────────────┘  │
///        its poll takes (barging) │  │ settle: strict order           ▼
///                                 └──┼───────────────────────────▶ Granted
///                                    │ settle: a grant that
///                                    ▼ takes nothing
///                                  Passed
/// ```
///
/// | stage | linked | holds a waker | a drop has to |
/// |---|---|---|---|
/// | `Fresh` | no | no | do nothing |
/// | `Waiting` | yes | yes | unlink |
/// | `Offered` | yes | no | unlink, pass the offer on |
/// | `Granted` | no | no | give back |
/// | `Passed` | no | no | do nothing |
/// | `Summoned` | yes | yes | unlink |
///
/// Condition variables use the stages for lists of their own, in which a node that `notify_all` called
/// stays linked at `Granted`. `Summoned` is for them alone: the node is to move to the queue of the mutex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Stage {
    Fresh,
    Waiting,
    Offered,
    Granted,
    Passed,
    Summoned,
}

impl Stage {
    /// The stage that `as u8` made this number of.
    #[inline(always)]
    pub(crate) const fn from_u8(number: u8) -> Self {
        match number {
            0 => Self::Fresh,
            1 => Self::Waiting,
            2 => Self::Offered,
            3 => Self::Granted,
            4 => Self::Passed,
            _ => Self::Summoned,
        }
    }

    /// Whether the owner of a node may find it at this stage without the lock: then it is served.
    #[inline(always)]
    pub(crate) const fn is_final(self) -> bool {
        matches!(self, Self::Granted | Self::Passed)
    }

    /// Whether a node at this stage holds a waker.
    #[inline(always)]
    pub(crate) const fn has_waker(self) -> bool {
        matches!(self, Self::Waiting | Self::Summoned)
    }
}
