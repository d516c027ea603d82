//! `Send`, `Sync` and `Unpin`: those of the children, and of what is kept of them.

use std::cell::Cell;
use std::future::{Ready, ready};
use std::marker::PhantomPinned;
use std::pin::pin;
use std::rc::Rc;

use wakeful::future::combine::{Children, First, Futures};
use wakeful::future::{
    JoinAll, Next, Race, RaceAll, RaceOkAll, Select, SelectAll, Selected, TryJoinAll, Winners,
};

fn is_send<T: Send>() {}
fn is_sync<T: Sync>() {}
fn is_unpin<T: Unpin>() {}

/// Whether a type has the trait: an inherent constant goes before one of a trait.
macro_rules! has {
    ($type:ty: $trait:ident) => {{
        struct Probe<T: ?Sized>(std::marker::PhantomData<T>);
        #[allow(dead_code, reason = "not used if the type has it")]
        trait No {
            const HAS: bool = false;
        }
        impl<T: ?Sized> No for Probe<T> {}
        #[allow(dead_code, reason = "not used if the type does not have it")]
        impl<T: ?Sized + $trait> Probe<T> {
            const HAS: bool = true;
        }
        <Probe<$type>>::HAS
    }};
}

/// A future that has all, or not.
type All = Ready<u8>;
/// Not `Send`, not `Sync`.
type Local = Ready<Rc<u8>>;
/// `Send`, not `Sync`.
type Moving = Ready<Cell<u8>>;

struct Stays(#[allow(dead_code, reason = "never read")] PhantomPinned);

impl Future for Stays {
    type Output = u8;

    fn poll(self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<u8> {
        std::task::Poll::Pending
    }
}

/// A future that is `Send`, and its output is not.
struct MakesLocal;

impl Future for MakesLocal {
    type Output = Rc<u8>;

    fn poll(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Rc<u8>> {
        std::task::Poll::Pending
    }
}

#[test]
fn they_are_what_their_children_are() {
    is_send::<JoinAll<(All, Moving)>>();
    is_sync::<JoinAll<(All, All)>>();
    is_unpin::<JoinAll<[All; 2]>>();
    is_send::<TryJoinAll<[Ready<Result<u8, u8>>; 2]>>();
    is_send::<RaceOkAll<[Ready<Result<u8, u8>>; 2]>>();
    is_send::<RaceAll<[All; 2]>>();
    is_send::<SelectAll<[All; 2]>>();
    is_send::<Selected<[All; 2]>>();
    is_send::<Winners<'_, [All; 2]>>();
    is_send::<Next<'_, '_, [All; 2]>>();
    assert!(!has!(JoinAll<(All, Local)>: Send));
    // Whoever shares it cannot reach the children.
    assert!(has!(JoinAll<(All, Local)>: Sync));
    assert!(has!(SelectAll<[Moving; 2]>: Sync));
    assert!(!has!(Selected<[Moving; 2]>: Sync));
    assert!(!has!(JoinAll<(All, Stays)>: Unpin));
    assert!(!has!(SelectAll<[Stays; 1]>: Unpin));
    assert!(has!(SelectAll<[All; 1]>: Unpin));
    assert!(has!(Winners<'static, [Stays; 1]>: Unpin));
}

#[test]
fn a_join_keeps_outputs_and_a_race_does_not() {
    // Kept on the way, an output would be sent with the join.
    assert!(!has!(JoinAll<[MakesLocal; 2]>: Send));
    // A race holds none: the first is the end.
    assert!(has!(RaceAll<[MakesLocal; 2]>: Send));
    assert!(!has!(Selected<[MakesLocal; 2]>: Send));
}

#[cfg(feature = "alloc")]
#[test]
fn a_vector_of_any_futures_can_be_moved() {
    is_unpin::<JoinAll<Vec<Stays>>>();
    is_unpin::<SelectAll<Vec<Stays>>>();
}

/// In a function that does not know which futures they are.
async fn first_of<C: Futures + Children<First, Break = u8>>(children: C) -> u8 {
    let first = children.select_with(async |winners| winners.next().await).await;
    first.map_or(0, |(_, output)| output)
}

fn sent<T: Send>(value: T) -> T {
    value
}

#[test]
fn the_futures_of_async_functions_that_use_them_can_be_sent() {
    assert_eq!(crate::kit::now(sent(first_of((ready(1), ready(1))))), 1);
    let select = (async { 1 }, ready(1)).select_with(async |winners| {
        std::future::ready(()).await;
        winners.next().await
    });
    assert!(crate::kit::now(sent(select)).is_some());
}

#[test]
fn winners_of_futures_that_borrow_can_be_sent() {
    let sum = sent(async {
        let numbers = [1, 2, 3];
        let mut race = pin!([0, 2].map(|n| ready(&numbers[n])).race());
        let (mut winners, mut sum) = (race.as_mut().winners(), 0);
        while let Some((_, number)) = winners.next().await {
            sum += number;
        }
        assert!(winners.is_empty());
        let said = crate::kit::panics(|| crate::kit::poll(race).is_ready());
        assert!(said.contains("of nothing has no winner"), "{said}");
        sum
    });
    assert_eq!(crate::kit::now(sum), 4);
}
