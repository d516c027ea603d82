//! Where messages wait behind a lock that is not lock-free.

/// Room for `N` messages inside of the channel.
pub type Store<T, const N: usize> = wakeful::channel::generic::queue::InlineBuf<T, N>;
