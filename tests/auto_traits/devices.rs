//! Devices, and what waits for them.

use std::cell::Cell;
use std::marker::PhantomPinned;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::rc::Rc;
use std::sync::MutexGuard;

use wakeful::reactor::{
    Device, Interest, IntoInnerError, Read, ReadWith, ReadWithMut, Ready, Write,
};

use crate::probe::Traits;
use crate::table::Table;

/// A socket, and something that has less.
struct With<T>(UnixStream, #[allow(dead_code, reason = "for its traits")] T);

impl<T> AsFd for With<T> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

type Op = fn();

macro_rules! compare {
    ($table:ident, $Type:ident<'static, $($Io:ty),*>, $rule:expr) => {$(
        $table.compare(stringify!($Type<$Io>), traits!($Type<'static, $Io>), $rule(traits!($Io)));
    )*};
    ($table:ident, $Type:ident<$($Io:ty),*>, $rule:expr) => {$(
        $table.compare(stringify!($Type<$Io>), traits!($Type<$Io>), $rule(traits!($Io)));
    )*};
}

/// It owns what is inside, and shows it.
fn owner(io: Traits) -> Traits {
    io
}

/// Shares what is inside, wherever it goes; pinned, since it is linked.
fn shares(io: Traits) -> Traits {
    Traits { send: io.sync, sync: io.sync, unpin: false }
}

/// Has it for itself.
fn has(io: Traits) -> Traits {
    Traits { unpin: false, ..io }
}

#[test]
fn a_device_is_what_is_inside() {
    let mut table = Table::default();
    compare!(
        table,
        Device<
            UnixStream,
            Rc<UnixStream>,
            With<Cell<u8>>,
            With<MutexGuard<'static, u8>>,
            With<PhantomPinned>
        >,
        owner
    );
    compare!(table, IntoInnerError<UnixStream, Rc<UnixStream>, With<PhantomPinned>>, owner);
    let all = Traits { send: true, sync: true, unpin: true };
    table.compare("Interest", traits!(Interest), all);
    table.close(5 + 3 + 1);
}

#[test]
fn what_waits_for_a_device_borrows_what_is_inside() {
    let mut table = Table::default();
    compare!(
        table,
        Ready<'static, UnixStream, Rc<UnixStream>, With<Cell<u8>>, With<MutexGuard<'static, u8>>>,
        shares
    );
    compare!(table, Read<'static, UnixStream, Rc<UnixStream>, With<Cell<u8>>>, shares);
    compare!(table, Write<'static, UnixStream, Rc<UnixStream>, With<Cell<u8>>>, shares);
    table.compare(
        "ReadWith",
        traits!(ReadWith<'static, UnixStream, Op>),
        shares(traits!(UnixStream)),
    );
    table.compare(
        "ReadWith of a Cell",
        traits!(ReadWith<'static, With<Cell<u8>>, Op>),
        shares(traits!(With<Cell<u8>>)),
    );
    table.compare(
        "ReadWithMut",
        traits!(ReadWithMut<'static, With<Cell<u8>>, Op>),
        has(traits!(With<Cell<u8>>)),
    );
    table.compare(
        "ReadWithMut of a guard",
        traits!(ReadWithMut<'static, With<MutexGuard<'static, u8>>, Op>),
        has(traits!(With<MutexGuard<'static, u8>>)),
    );
    table.close(4 + 3 + 3 + 4);
}
