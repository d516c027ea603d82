//! How much room they take beside the children: printed with `--nocapture`, and bounded.

use std::future::{Pending, Ready};
use std::mem::size_of;

use wakeful::future::{JoinAll, RaceAll, SelectAll, TryJoinAll};

const WORD: usize = size_of::<usize>();

fn row(name: &str, size: usize, children: usize) {
    println!("{size:5} bytes, {children:4} of them children: {name}");
    let beside = size - children;
    assert!(beside <= 10 * WORD, "{name} has {beside} bytes beside its children");
}

#[test]
fn beside_the_children_there_are_a_few_words() {
    type Out = Ready<u64>;
    type Wait = Pending<()>;
    row(
        "JoinAll<(Ready<u64>, Ready<u64>)>",
        size_of::<JoinAll<(Out, Out)>>(),
        2 * size_of::<Out>(),
    );
    row("JoinAll<[Ready<u64>; 4]>", size_of::<JoinAll<[Out; 4]>>(), 4 * size_of::<Out>());
    row("JoinAll<[[u8; 100]; 4]>", size_of::<JoinAll<[Ready<[u8; 100]>; 4]>>(), 4 * 101);
    type Res = Ready<Result<u32, u32>>;
    row(
        "TryJoinAll<(Ready<Result>, ...; 3)>",
        size_of::<TryJoinAll<(Res, Res, Res)>>(),
        3 * size_of::<Res>(),
    );
    row("RaceAll<(Pending, Pending)>", size_of::<RaceAll<(Wait, Wait)>>(), 0);
    row("SelectAll<[&mut Ready; 2]>", size_of::<SelectAll<[&mut Out; 2]>>(), 2 * WORD);
}
