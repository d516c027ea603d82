//! Many senders each, beside each other: what waits, waits for room.

use super::{everybody, with_goals};
use crate::row::Row;
use crate::workload::channel::Flow;

const RIGS: usize = 61;
const SENDERS: usize = 13;
const CAPACITIES: [usize; 5] = [1, 10, 100, 1_000, 10_000];

pub(super) fn rows() -> Vec<Row> {
    let flows = |threads| {
        CAPACITIES.map(|capacity| Flow {
            rigs: RIGS,
            producers: SENDERS,
            consumers: 1,
            capacity,
            threads,
        })
    };
    [1, 2].into_iter().flat_map(flows).map(funnel).collect()
}

fn funnel(flow: Flow) -> Row {
    let row = Row::new("funnel", flow.to_string()).per(flow.items()).threads(flow.threads);
    with_goals(everybody::<u64>(row, flow))
}
