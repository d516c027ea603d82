//! What the promises need to know of a primitive.

/// Whom a release lets go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serves {
    /// The first release one; when what it got is dropped, the next, and so on.
    Holders,
    /// The first release one; when that one is done, the next, and so on.
    Chain,
    /// Each release one.
    Takers,
    /// The first release everybody.
    All,
}

/// See `tests/conformance/scene.rs`, which says why for each primitive.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Whom a release lets go on.
    pub serves: Serves,
    /// There can be one waiter only.
    pub alone: bool,
    /// What was released is for those who waited, and not kept for a newcomer.
    pub unstored: bool,
    /// What was released has taken effect on the one who was woken, also if it is dropped.
    pub effective: bool,
    /// The last waker stays with the primitive, until it is woken or replaced.
    pub keeps_waker: bool,
    /// A clock is told of whoever comes, and rings when it is time: that is among what pokes the scene.
    pub rings: bool,
}

impl Facts {
    /// Nothing but whom a release lets go on.
    pub const fn new(serves: Serves) -> Self {
        Self {
            serves,
            alone: false,
            unstored: false,
            effective: false,
            keeps_waker: false,
            rings: false,
        }
    }

    /// There can be one waiter only.
    pub const fn alone(self) -> Self {
        Self { alone: true, ..self }
    }

    /// What was released is for those who waited.
    pub const fn unstored(self) -> Self {
        Self { unstored: true, ..self }
    }

    /// What was released has taken effect on the one who was woken.
    pub const fn effective(self) -> Self {
        Self { effective: true, ..self }
    }

    /// The last waker stays with the primitive.
    pub const fn keeps_waker(self) -> Self {
        Self { keeps_waker: true, ..self }
    }

    /// A clock rings when it is time.
    pub const fn rings(self) -> Self {
        Self { rings: true, ..self }
    }

    /// How many waiters to use when a promise would like to have `n`.
    pub(crate) const fn at_most(self, n: usize) -> usize {
        if self.alone { 1 } else { n }
    }
}

/// Where the messages of a channel are, so that those can be counted who sent or received one.
#[derive(Clone, Copy, Debug)]
pub enum Ebb {
    /// Those who wait receive: so many were sent, and so many have not been received.
    Taken {
        /// So many were sent.
        released: usize,
        /// So many are there.
        left: usize,
    },
    /// Those who wait send: so many were there, so many were received, and so many are there now.
    Put {
        /// So many were there.
        full: usize,
        /// So many were received.
        released: usize,
        /// So many are there.
        left: usize,
    },
    /// Those who wait receive, and there is one message, or a copy for each: so many have got it.
    Heard(usize),
}

impl Ebb {
    /// How many of those who waited must have gone on.
    pub(crate) fn moved(self) -> usize {
        match self {
            Self::Taken { released, left } => released - left,
            Self::Put { full, released, left } => left + released - full,
            Self::Heard(count) => count,
        }
    }
}
