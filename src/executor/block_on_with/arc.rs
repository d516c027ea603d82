//! Parks that are counted.

use alloc::sync::Arc;
use alloc::task::Wake;
use core::task::Waker;

use super::{Park, SharedPark, sealed};

struct Unpark<P>(Arc<P>);

impl<P: Park> Wake for Unpark<P> {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.unpark();
    }
}

impl<P: Park + Send + Sync + 'static> sealed::Sealed for Arc<P> {}

impl<P: Park + Send + Sync + 'static> SharedPark for Arc<P> {
    type Park = P;

    fn get(&self) -> &P {
        self
    }

    fn waker(&self) -> Waker {
        Waker::from(Arc::new(Unpark(self.clone())))
    }
}
