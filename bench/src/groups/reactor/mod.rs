//! Files and sockets: who sleeps until the operating system says that one is ready.

mod bare;
mod peers;
mod wake;
mod wakeful;

use crate::floors::Floor;
use crate::os::poller::file_limit;
use crate::row::{Goal, Row};
use crate::workload::reactor::{Place, Protocol, costs, round_trips};

/// Threads of a server that has several.
const WORKERS: usize = 2;

/// Files that a row needs beside its connections.
const SPARE_FILES: usize = 200;
/// Contenders of a row that keep their connections until its end.
const CONTENDERS: usize = 6;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![file_wakes(), task_wakes()];
    rows.extend([1, 64, 1000].into_iter().filter_map(|connections| {
        let row = one_thread("echo", Protocol::Echo, connections)?;
        Some(row.goal(Goal::Best(1.0)).goal(Goal::Peer(1.5, "async-io")))
    }));
    rows.extend(one_thread("HTTP", Protocol::Http, 64).map(|row| row.goal(Goal::Best(1.0))));
    rows.extend([1, 64].map(|connections| cost(connections).goal(Goal::Best(1.0))));
    rows.extend(
        [1, 64, 1000]
            .into_iter()
            .filter_map(|connections| several_threads("echo", Protocol::Echo, connections)),
    );
    rows.extend(several_threads("HTTP", Protocol::Http, 64));
    rows
}

/// A thread that waits for a file is woken by one that writes to it.
fn file_wakes() -> Row {
    Row::new("reactor", "from write until the sleeping thread has read")
        .threads(2)
        .floor(Floor::FileWake)
        .wakeful(wake::by_file::<wakeful::Here>())
        .peer("tokio", wake::by_file::<peers::Tokio>())
        .peer("async-io", wake::by_file::<peers::AsyncIo>())
        .peer("smelling_salts", wake::by_file::<peers::SmellingSalts>())
        .goal(Goal::Floor(1.15))
}

/// A thread that waits for a file and for another task is woken by that one.
fn task_wakes() -> Row {
    Row::new("reactor", "from wake until a thread runs that waits for a file, too")
        .threads(2)
        .floor(Floor::FileWake)
        .wakeful(wake::by_task::<wakeful::Here>())
        .peer("tokio", wake::by_task::<peers::Tokio>())
        .peer("async-io", wake::by_task::<peers::AsyncIo>())
        .calls()
        .goal(Goal::Floor(1.15))
}

fn one_thread(name: &str, protocol: Protocol, connections: usize) -> Option<Row> {
    let place = Place::SecondCore;
    let row = Row::new("reactor", format!("{name}, {}, one thread", counted(connections)));
    let row = enough_files(row.threads(2).per(connections), connections)?
        .wakeful(round_trips::<wakeful::Here>(connections, protocol, place))
        .peer("tokio", round_trips::<peers::Tokio>(connections, protocol, place))
        .peer("async-io", round_trips::<peers::AsyncIo>(connections, protocol, place))
        .peer("smelling_salts", round_trips::<peers::SmellingSalts>(connections, protocol, place))
        .yardstick("bare epoll", round_trips::<bare::Epoll>(connections, protocol, place));
    // strace would take long with more.
    Some(if connections <= 64 { row.calls() } else { row })
}

/// What an answer costs the server, however long the load waits for it.
fn cost(connections: usize) -> Row {
    let protocol = Protocol::Echo;
    let name = format!("echo, {}: computing time of the server", counted(connections));
    Row::new("reactor", name)
        .threads(2)
        .per(connections)
        .wakeful(costs::<wakeful::Here>(connections, protocol))
        .peer("tokio", costs::<peers::Tokio>(connections, protocol))
        .peer("async-io", costs::<peers::AsyncIo>(connections, protocol))
        .peer("smelling_salts", costs::<peers::SmellingSalts>(connections, protocol))
        .yardstick("bare epoll", costs::<bare::Epoll>(connections, protocol))
}

fn several_threads(name: &str, protocol: Protocol, connections: usize) -> Option<Row> {
    let place = Place::Anywhere;
    let row = Row::new("reactor", format!("{name}, {}, {WORKERS} threads", counted(connections)));
    let row = enough_files(row.threads(WORKERS + 1).per(connections), connections)?
        .wakeful(round_trips::<wakeful::Pool>(connections, protocol, place))
        .peer("tokio", round_trips::<peers::TokioPool>(connections, protocol, place))
        .peer("async-io", round_trips::<peers::AsyncIoPool>(connections, protocol, place));
    Some(row)
}

fn counted(connections: usize) -> String {
    let s = if connections == 1 { "" } else { "s" };
    format!("{connections} connection{s}")
}

/// `row`, unless this process may not have the files for it, which is said.
fn enough_files(row: Row, connections: usize) -> Option<Row> {
    let (limit, needed) = (file_limit(), CONTENDERS * 2 * connections + SPARE_FILES);
    if limit < needed {
        let path = row.path();
        eprintln!("SKIPPED: {path} needs {needed} open files, and {limit} are allowed (ulimit -n)");
        return None;
    }
    Some(row)
}
