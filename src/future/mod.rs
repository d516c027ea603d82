//! Futures together: join, race, select, groups.

mod wakers;
