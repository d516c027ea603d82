//! Balls that wander at random: graphs of nodes, each with a channel that all others send to.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::harness::{Hot, Sides, poll_ready, spread};
use crate::row::Batch;
use crate::workload::channel::Channel;

pub(crate) const GRAPHS: usize = 61;
const NODES: usize = 13;

/// A channel holds all balls of a graph, so that no ball blocks another for ever.
pub(crate) const CAPACITY: usize = 256;

/// What a node is sent when all balls of its graph have stopped.
const END: u64 = u64::MAX;

/// Some nodes, and how many balls are on their way between them.
struct Graph<C: Channel<u64>> {
    nodes: Vec<Node<C>>,
    rolling: Hot<AtomicUsize>,
}

/// Where balls come in, and the way to each node.
struct Node<C: Channel<u64>> {
    rx: C::Rx,
    ways: Vec<C::Tx>,
}

/// What the task of a node works with.
struct Part<'a, C: Channel<u64>> {
    node: &'a mut Node<C>,
    place: usize,
    rolling: &'a AtomicUsize,
}

/// So many balls in each graph are forwarded as often as there are rounds; on two threads, half of
/// the nodes of a graph are on each.
pub(crate) fn wander<C: Channel<u64, Tx: Clone>>(balls: usize, threads: usize) -> Batch {
    let mut graphs: Vec<Graph<C>> = Vec::new();
    Batch::count(move |rounds| {
        if graphs.is_empty() {
            graphs.extend((0..GRAPHS).map(|_| Graph::new()));
        }
        let mut sides = Sides::new();
        for graph in &mut graphs {
            graph.throw_in(balls, rounds);
            for (place, node) in graph.nodes.iter_mut().enumerate() {
                sides.put(place, threads, Part { node, place, rolling: &graph.rolling });
            }
        }
        spread(sides, forward::<C>)
    })
}

impl<C: Channel<u64, Tx: Clone>> Graph<C> {
    fn new() -> Self {
        let (ways, inboxes): (Vec<_>, Vec<_>) = (0..NODES).map(|_| C::new(CAPACITY)).unzip();
        let nodes = inboxes.into_iter().map(|rx| Node { rx, ways: ways.clone() }).collect();
        Self { nodes, rolling: Hot(AtomicUsize::new(0)) }
    }

    /// Spreads balls that are good for so many steps over the nodes.
    fn throw_in(&mut self, balls: usize, steps: u64) {
        self.rolling.store(balls, Ordering::Relaxed);
        for ball in 0..balls {
            poll_ready(C::send(&mut self.nodes[0].ways[ball % NODES], steps));
        }
    }
}

/// Sends each ball on until it has no steps left.
async fn forward<C: Channel<u64>>(part: Part<'_, C>) -> u64 {
    let Part { node: Node { rx, ways }, place, rolling } = part;
    let mut dice = Dice(place as u64 + 1);
    let mut forwarded = 0;
    loop {
        match C::recv(rx).await {
            END => return forwarded,
            0 if rolling.fetch_sub(1, Ordering::AcqRel) == 1 => {
                for way in ways.iter_mut() {
                    C::send(way, END).await;
                }
            }
            0 => {}
            steps => {
                let other = (place + 1 + dice.below(NODES - 1)) % NODES;
                C::send(&mut ways[other], steps - 1).await;
                forwarded += 1;
            }
        }
    }
}

/// Random numbers that are the same in every batch.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 32) as usize * limit) >> 32
    }
}
