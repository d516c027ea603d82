//! Whatever the library exports takes part in the scenario, so that nothing new is forgotten.

use std::collections::BTreeSet;

use hosts::{local, threads};

const SYNC: [&str; 2] =
    [include_str!("../../src/sync/threads.rs"), include_str!("../../src/sync/local.rs")];
const CHANNEL: [&str; 2] = [
    include_str!("../../src/channel/threads/mod.rs"),
    include_str!("../../src/channel/local/mod.rs"),
];
const FUTURE: [&str; 1] = [include_str!("../../src/future/mod.rs")];
const TIME: [&str; 3] = [
    include_str!("../../src/time/mod.rs"),
    include_str!("../../src/time/threads.rs"),
    include_str!("../../src/time/local.rs"),
];
const REACTOR: [&str; 1] = [include_str!("../../src/reactor/mod.rs")];
const EXECUTOR: [&str; 1] = [include_str!("../../src/executor/mod.rs")];

/// Parts that nobody waits for, and traits that others take part in.
const PARTS: [&str; 6] = ["DriverClock", "Handle", "NEVER", "Pollable", "Queue", "WakerId"];
/// They poll, so they are not polled by others.
const EXECUTORS: [&str; 2] = ["block_on", "block_on_with"];

/// What the lines `pub type Name`, `pub mod name;` and `pub use path::{Name, …};` export.
fn exported<'a>(files: &[&'a str]) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    for file in files {
        for (at, _) in file.match_indices("\npub ") {
            let (before, item) = (&file[..at], &file[at + "\npub ".len()..]);
            if before.ends_with("#[doc(hidden)]") {
                continue;
            }
            if let Some(rest) = item.strip_prefix("type ") {
                names.extend(words(rest).next());
            } else if let Some(rest) = item.strip_prefix("mod ") {
                names.extend(words(rest).next());
            } else if let Some(rest) = item.strip_prefix("use ") {
                let path = rest.split(';').next().unwrap_or_default();
                let last = path.split("::").last().unwrap_or_default();
                let list = path.split_once('{').map_or(last, |(_, list)| list);
                names.extend(words(list));
            }
        }
    }
    names
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// Each of `wanted` is the name of a part of both scenarios.
#[track_caller]
fn all_take_part<'a>(wanted: impl IntoIterator<Item = &'a str>, at_least: usize) {
    let wanted: Vec<&str> = wanted.into_iter().collect();
    assert!(wanted.len() >= at_least, "only these were found: {wanted:?}");
    for names in [threads::names().collect::<BTreeSet<_>>(), local::names().collect()] {
        let forgotten: Vec<_> = wanted.iter().filter(|name| !names.contains(*name)).collect();
        assert!(forgotten.is_empty(), "these are in no step of the scenario: {forgotten:?}");
    }
}

#[test]
fn every_lock_and_every_event_takes_part() {
    all_take_part(exported(&SYNC), 29);
}

#[test]
fn every_channel_takes_part() {
    all_take_part(exported(&CHANNEL), 10);
}

#[test]
fn every_way_to_wait_for_several_takes_part() {
    let names = exported(&FUTURE);
    let modules = ["combine", "event_loop", "group"];
    all_take_part(names.into_iter().filter(|name| !modules.contains(name)), 22);
}

#[test]
fn every_way_to_wait_for_a_time_takes_part() {
    let names = exported(&TIME);
    let modules = ["critical", "generic", "local"];
    let parts = |name: &&str| !modules.contains(name) && !PARTS.contains(name);
    all_take_part(names.into_iter().filter(parts), 17);
}

#[test]
#[cfg(unix)]
fn every_way_to_wait_for_a_device_takes_part() {
    let names = exported(&REACTOR);
    all_take_part(names.into_iter().filter(|name| !PARTS.contains(name)), 8);
}

#[test]
fn what_executors_give_to_any_task_takes_part() {
    let is_function = |name: &&str| name.starts_with(char::is_lowercase);
    // One that is a function, too, is in a list of functions as well.
    let is_module = |name: &&str| {
        EXECUTOR[0].contains(&format!("pub mod {name};"))
            && !EXECUTOR[0].contains(&format!("::{name};"))
    };
    let names = exported(&EXECUTOR).into_iter().filter(is_function);
    all_take_part(names.filter(|name| !is_module(name) && !EXECUTORS.contains(name)), 4);
}

#[test]
fn exports_are_found() {
    let file = "\n\npub use self::a::{\n    B, C,\n};\npub use x::D;\npub(crate) use y::E;\npub type F<T> = u8;\npub mod g;\n#[doc(hidden)]\npub mod h;\n";
    assert!(exported(&[file]).into_iter().eq(["B", "C", "D", "F", "g"]));
}
