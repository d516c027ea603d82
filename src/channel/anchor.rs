//! How an end reaches its channel: borrowed, or in an allocation that the last end frees.

/// How an end reaches its channel: `&C`, or `Shared<C>`, which owns it together with the other ends.
///
/// # Safety
///
/// *The Anchor Rule*: `channel` is the same every time, also after the anchor was moved, and on every
/// copy of it; it stays in place and alive until `free` is called, or the lifetime of the anchor ends.
pub unsafe trait Anchor: Copy {
    /// The channel.
    type Channel;

    /// The channel.
    fn channel(&self) -> &Self::Channel;

    /// Frees the channel, if that is for the ends to do.
    ///
    /// # Safety
    ///
    /// Nobody uses an anchor to this channel from now on.
    unsafe fn free(self);
}

// SAFETY: a shared reference points to the same place as long as it lives.
unsafe impl<C> Anchor for &C {
    type Channel = C;

    #[inline(always)]
    fn channel(&self) -> &C {
        self
    }

    #[inline(always)]
    unsafe fn free(self) {}
}
