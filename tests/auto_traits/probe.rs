//! Which auto traits a type has.

use std::fmt;
use std::marker::PhantomData;

/// What is found, or expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Traits {
    pub(crate) send: bool,
    pub(crate) sync: bool,
    pub(crate) unpin: bool,
}

impl fmt::Display for Traits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |has: bool, name: &'static str| if has { name } else { "-" };
        let (send, sync) = (name(self.send, "Send"), name(self.sync, "Sync"));
        write!(f, "{send:4} {sync:4} {:5}", name(self.unpin, "Unpin"))
    }
}

/// Asks for a concrete type. The constants of `Of` itself exist if the bound holds, and come before
/// those of the trait, which always exist.
pub(crate) struct Of<T: ?Sized>(PhantomData<T>);

impl<T: ?Sized + Send> Of<T> {
    pub(crate) const SEND: bool = true;
}

impl<T: ?Sized + Sync> Of<T> {
    pub(crate) const SYNC: bool = true;
}

impl<T: ?Sized + Unpin> Of<T> {
    pub(crate) const UNPIN: bool = true;
}

pub(crate) trait Otherwise {
    const SEND: bool = false;
    const SYNC: bool = false;
    const UNPIN: bool = false;
}

impl<T: ?Sized> Otherwise for Of<T> {}

/// The traits of a type.
macro_rules! traits {
    ($Type:ty) => {{
        #[allow(unused_imports, reason = "not needed if the type has all the traits")]
        use $crate::probe::Otherwise as _;
        $crate::probe::Traits {
            send: <$crate::probe::Of<$Type>>::SEND,
            sync: <$crate::probe::Of<$Type>>::SYNC,
            unpin: <$crate::probe::Of<$Type>>::UNPIN,
        }
    }};
}

#[test]
fn the_probe_sees_what_std_says_of_its_own_types() {
    let all = Traits { send: true, sync: true, unpin: true };
    assert_eq!(traits!(u32), all);
    assert_eq!(traits!(std::cell::Cell<u32>), Traits { sync: false, ..all });
    assert_eq!(traits!(std::sync::MutexGuard<'static, u32>), Traits { send: false, ..all });
    assert_eq!(traits!(std::rc::Rc<u32>), Traits { send: false, sync: false, ..all });
    assert_eq!(traits!(std::marker::PhantomPinned), Traits { unpin: false, ..all });
    assert_eq!(traits!(dyn Fn()), Traits { send: false, sync: false, unpin: false });
}
