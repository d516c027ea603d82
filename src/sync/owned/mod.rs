//! Futures and guards that borrow nothing: what `Arc` and `Rc` handles can do.
//!
//! The methods have the same names for both, which a trait could not give them without being
//! imported; so one macro writes the inherent blocks for either handle. It defines no type.

macro_rules! owned_forms {
    ($Owner:ident, [$($bound:tt)*], $L:ty) => {
        impl<T: ?Sized, $($bound)*> Mutex<T, $L> {
            /// Like [`lock`](Self::lock); what it resolves to keeps the primitive alive.
            ///
            /// # Cancel safety
            ///
            /// As `lock`.
            pub fn lock_owned(self: &$Owner<Self>) -> Lock<$Owner<Self>> {
                Acquire::of(self.clone(), ())
            }

            /// Like [`try_lock`](Self::try_lock); what it returns keeps the primitive alive.
            ///
            /// # Errors
            ///
            /// As `try_lock`.
            pub fn try_lock_owned(self: &$Owner<Self>) -> Result<MutexGuard<$Owner<Self>>, TryLockError> {
                MutexGuard::try_from_handle(self.clone())
            }
        }

        impl<T: ?Sized, $($bound)*> RwLock<T, $L> {
            /// Like [`read`](Self::read); what it resolves to keeps the primitive alive.
            ///
            /// # Cancel safety
            ///
            /// As `read`.
            pub fn read_owned(self: &$Owner<Self>) -> Read<$Owner<Self>> {
                Acquire::of(self.clone(), Mode::Read)
            }

            /// Like [`try_read`](Self::try_read); what it returns keeps the primitive alive.
            ///
            /// # Errors
            ///
            /// As `try_read`.
            pub fn try_read_owned(self: &$Owner<Self>) -> Result<ReadGuard<$Owner<Self>>, TryLockError> {
                ReadGuard::try_from_handle(self.clone())
            }

            /// Like [`upgradable_read`](Self::upgradable_read); what it resolves to keeps the primitive alive.
            ///
            /// # Cancel safety
            ///
            /// As `upgradable_read`.
            pub fn upgradable_read_owned(self: &$Owner<Self>) -> UpgradableRead<$Owner<Self>> {
                Acquire::of(self.clone(), Mode::Upgradable)
            }

            /// Like [`try_upgradable_read`](Self::try_upgradable_read); what it returns keeps the primitive alive.
            ///
            /// # Errors
            ///
            /// As `try_upgradable_read`.
            pub fn try_upgradable_read_owned(self: &$Owner<Self>) -> Result<UpgradableGuard<$Owner<Self>>, TryLockError> {
                UpgradableGuard::try_from_handle(self.clone())
            }

            /// Like [`write`](Self::write); what it resolves to keeps the primitive alive.
            ///
            /// # Cancel safety
            ///
            /// As `write`.
            pub fn write_owned(self: &$Owner<Self>) -> Write<$Owner<Self>> {
                Acquire::of(self.clone(), Mode::Write)
            }

            /// Like [`try_write`](Self::try_write); what it returns keeps the primitive alive.
            ///
            /// # Errors
            ///
            /// As `try_write`.
            pub fn try_write_owned(self: &$Owner<Self>) -> Result<WriteGuard<$Owner<Self>>, TryLockError> {
                WriteGuard::try_from_handle(self.clone())
            }
        }

        impl<$($bound)*> Semaphore<$L> {
            /// Like [`acquire`](Self::acquire); what it resolves to keeps the primitive alive.
            ///
            /// # Cancel safety
            ///
            /// As `acquire`.
            pub fn acquire_owned(self: &$Owner<Self>) -> AcquirePermit<$Owner<Self>> {
                Acquire::of(self.clone(), 1)
            }

            /// Like [`acquire_many`](Self::acquire_many); what it resolves to keeps the primitive alive.
            ///
            /// # Cancel safety
            ///
            /// As `acquire_many`.
            pub fn acquire_many_owned(self: &$Owner<Self>, n: u32) -> AcquirePermit<$Owner<Self>> {
                Acquire::of(self.clone(), n)
            }

            /// Like [`try_acquire`](Self::try_acquire); what it returns keeps the primitive alive.
            ///
            /// # Errors
            ///
            /// As `try_acquire`.
            pub fn try_acquire_owned(self: &$Owner<Self>) -> Result<Permit<$Owner<Self>>, TryAcquireError> {
                Permit::try_from_handle(self.clone(), 1)
            }

            /// Like [`try_acquire_many`](Self::try_acquire_many); what it returns keeps the primitive alive.
            ///
            /// # Errors
            ///
            /// As `try_acquire_many`.
            pub fn try_acquire_many_owned(self: &$Owner<Self>, n: u32) -> Result<Permit<$Owner<Self>>, TryAcquireError> {
                Permit::try_from_handle(self.clone(), n)
            }
        }

        impl<$($bound)*> ManualResetEvent<$L> {
            /// Like [`wait`](Self::wait); what it resolves to keeps the primitive alive.
            ///
            /// # Cancel safety
            ///
            /// As `wait`.
            pub fn wait_owned(self: &$Owner<Self>) -> Wait<$Owner<Self>> {
                Acquire::of(self.clone(), self.request())
            }
        }

        impl<$($bound)*> AutoResetEvent<$L> {
            /// Like [`wait`](Self::wait); what it resolves to keeps the primitive alive.
            ///
            /// # Cancel safety
            ///
            /// As `wait`.
            pub fn wait_owned(self: &$Owner<Self>) -> Wait<$Owner<Self>> {
                Acquire::of(self.clone(), self.request())
            }
        }

        impl<$($bound)*> Notify<$L> {
            /// Like [`notified`](Self::notified); what it resolves to keeps the primitive alive.
            ///
            /// # Cancel safety
            ///
            /// As `notified`.
            pub fn notified_owned(self: &$Owner<Self>) -> Notified<$Owner<Self>> {
                Acquire::of(self.clone(), self.request())
            }
        }

        impl<$($bound)*> Barrier<$L> {
            /// Like [`wait`](Self::wait); what it resolves to keeps the primitive alive.
            ///
            /// # Cancel safety
            ///
            /// As `wait`.
            pub fn wait_owned(self: &$Owner<Self>) -> BarrierWait<$Owner<Self>> {
                BarrierWait::new(self.clone())
            }
        }

        impl<$($bound)*> Latch<$L> {
            /// Like [`wait`](Self::wait); what it resolves to keeps the primitive alive.
            ///
            /// # Cancel safety
            ///
            /// As `wait`.
            pub fn wait_owned(self: &$Owner<Self>) -> Wait<$Owner<Self>> {
                Acquire::of(self.clone(), ())
            }
        }

        impl<$($bound)*> WaitGroup<$L> {
            /// Like [`wait`](Self::wait); what it resolves to keeps the primitive alive.
            ///
            /// # Cancel safety
            ///
            /// As `wait`.
            pub fn wait_owned(self: &$Owner<Self>) -> Wait<$Owner<Self>> {
                Acquire::of(self.clone(), ())
            }

            /// Like [`worker`](Self::worker), for a worker that borrows nothing.
            ///
            /// # Panics
            ///
            /// As `worker`.
            pub fn worker_owned(self: &$Owner<Self>) -> Worker<$Owner<Self>> {
                Worker::new(self.clone())
            }
        }

        impl<$($bound)*> CancellationToken<$L> {
            /// Like [`cancelled`](Self::cancelled); what it resolves to keeps the primitive alive.
            ///
            /// # Cancel safety
            ///
            /// As `cancelled`.
            pub fn cancelled_owned(self: &$Owner<Self>) -> Wait<$Owner<Self>> {
                Acquire::of(self.clone(), ())
            }
        }
    };
}

#[cfg(target_has_atomic = "ptr")]
mod arc;
mod rc;
