//! Who was woken is polled, and nobody else: with a heap.

use std::pin::pin;

use wakeful::future::{Join, Race};

use crate::kit::{Gate, times};
use crate::woken::{each_alone, open_all};

#[test]
fn one_of_a_few_is_polled_alone() {
    let gates = [(); 5].map(|()| Gate::new());
    let [a, b, c, d, e] = gates.each_ref().map(Gate::quiet);
    each_alone(&gates, pin!((a, b, [c, d].race(), e).join()));
}

#[test]
fn one_of_many_is_polled_alone() {
    for len in [1, 63, 64, 65, 200] {
        let gates: Vec<_> = (0..times(len)).map(|_| Gate::new()).collect();
        let children: Vec<_> = gates.iter().map(Gate::quiet).collect();
        each_alone(&gates, pin!(children.join()));
    }
}

#[test]
fn all_that_were_woken_are_polled_in_one_round() {
    let gates = [(); 20].map(|()| Gate::new());
    open_all(&gates, gates.each_ref().map(Gate::quiet).join());
}
