//! The subject.

use std::task::{Context, Poll};

use crate::harness::Listener;
use crate::workload::group::Group;

pub(super) type Wakeful = wakeful::future::Group<Listener>;

impl Group for Wakeful {
    const PRECISE: bool = true;

    #[inline(always)]
    fn insert(&mut self, future: Listener) {
        self.insert(future);
    }

    #[inline(always)]
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<u64>> {
        self.poll_next(context).map(|next| next.map(|(_, output)| output))
    }
}
