//! The legs of `cargo xtask test`, as a table.

use std::fs;
use std::time::Duration;

use crate::boundary;
use crate::firmware;
use crate::mutants::Scope;
use crate::need::Need;
use crate::paths;
use crate::step::{Step, cargo};

/// How often a model may preempt a thread: bounded, so that a run ends.
pub(crate) const PREEMPTIONS: &str = "2";

/// One check, with a name to run it by.
#[derive(Debug)]
pub(crate) struct Leg {
    pub(crate) name: &'static str,
    pub(crate) caption: &'static str,
    pub(crate) needs: Vec<Need>,
    pub(crate) work: Work,
    /// It runs at the same time as the leg before it: neither uses more than one processor.
    pub(crate) beside: bool,
}

/// What a leg does.
#[derive(Debug)]
pub(crate) enum Work {
    /// Runs these commands, all of them, even if one fails.
    Steps(Vec<Step>),
    /// Plants faults and sees them caught.
    Mutants(Scope),
}

impl Leg {
    pub(crate) fn new(name: &'static str, caption: &'static str, work: Work) -> Leg {
        Leg { name, caption, needs: Vec::new(), work, beside: false }
    }

    pub(crate) fn steps(
        name: &'static str,
        caption: &'static str,
        steps: impl IntoIterator<Item = Step>,
    ) -> Leg {
        Leg::new(name, caption, Work::Steps(steps.into_iter().collect()))
    }

    pub(crate) fn beside(mut self) -> Leg {
        self.beside = true;
        self
    }

    pub(crate) fn needs(mut self, need: Need) -> Leg {
        self.needs.push(need);
        self
    }
}

/// Every leg, the quick ones first.
pub(crate) fn all() -> Vec<Leg> {
    vec![
        Leg::steps(
            "format",
            "the code is formatted",
            ["fmt --all --check", "fmt --all --check --manifest-path firmware/Cargo.toml"]
                .map(|line| cargo(&format!("{line} -- --color never"))),
        )
        .needs(Need::Component("fmt")),
        Leg::steps("xtask", "this program's own tests", [cargo("test -p xtask")]),
        Leg::steps("dependencies", "the library depends on nothing", [dependencies()]),
        Leg::steps("clippy", "no warnings, with any features", clippy())
            .needs(Need::Component("clippy")),
        firmware::clippy(),
        Leg::steps("doc", "the documentation builds without warnings", doc()),
        Leg::steps("test", "the tests, with each set of features", test()),
        Leg::steps(
            "doc-tests",
            "the examples in the documentation",
            [cargo("test --doc --all-features")],
        ),
        Leg::steps(
            "hosts",
            "every primitive works under the executors of others",
            [cargo("test -p hosts --tests --no-fail-fast")],
        ),
        Leg::steps(
            "devices",
            "programs around descriptors do what they should, each as a process, too",
            [cargo("test -p devices --no-fail-fast")],
        ),
        Leg::steps(
            "alsa",
            "sound by ALSA, to its device that ends nowhere",
            [
                cargo("test -p devices --features alsa --lib audio::alsa"),
                cargo("run -p devices --features alsa --example audio_sink -- --to alsa:null")
                    .prints("48000 frames"),
            ],
        )
        .needs(Need::Library("alsa", "libasound2-dev")),
        msrv(),
        build("build-thumbv6m", "thumbv6m-none-eabi", &BARE_METAL),
        build("build-thumbv7em", "thumbv7em-none-eabihf", &BARE_METAL),
        build("build-wasm32", "wasm32-unknown-unknown", &WASM),
        check("check-windows", "x86_64-pc-windows-gnu"),
        check("check-macos", "x86_64-apple-darwin"),
        check("check-freebsd", "x86_64-unknown-freebsd"),
        web(),
        firmware::leg(&[]).expect("no name, so no wrong one"),
        boundary::leg(),
        Leg::steps(
            "size",
            "primitives keep to their budgets of flash and of memory",
            [cargo("xtask size --quick")],
        )
        .needs(Need::Target("thumbv7em-none-eabihf")),
        Leg::steps("tour", "the example program keeps its promises", tour()),
        Leg::steps(
            "bench-smoke",
            "the benchmarks build, and one row runs",
            [cargo("run -p bench --release -- --quick --only mutex")
                .quick_release()
                // Not what it measures is asked, but whether it does.
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")],
        ),
        Leg::steps(
            "models",
            "every interleaving, up to a bound",
            [models().env("LOOM_MAX_PREEMPTIONS", PREEMPTIONS)],
        ),
        Leg::steps(
            "miri-stacked",
            "no undefined behaviour (Stacked Borrows)",
            [
                miri(STACKED, &UNDER_STACKED),
                vec![miri_step(STACKED, OTHER_CHANNELS)],
                seeds(STACKED),
            ]
            .concat(),
        )
        .needs(Need::Miri),
        Leg::steps(
            "miri-tree",
            "no undefined behaviour (Tree Borrows)",
            [miri(TREE, &UNDER_TREE), vec![miri_step(TREE, PROMISES), miri_step(TREE, CHANNELS)]]
                .concat(),
        )
        .needs(Need::Miri)
        .beside(),
        Leg::new("mutants", "planted faults are caught", Work::Mutants(Scope::Quick)),
    ]
}

fn dependencies() -> Step {
    cargo("tree -e normal -p wakeful --prefix none").prints_lines(1)
}

fn clippy() -> Vec<Step> {
    vec![
        cargo("clippy --workspace --all-targets -- -D warnings"),
        cargo("clippy --all-targets --no-default-features -- -D warnings"),
        cargo("clippy --all-targets --no-default-features --features alloc -- -D warnings"),
        cargo("clippy --all-targets --all-features -- -D warnings"),
    ]
}

fn doc() -> Vec<Step> {
    ["doc --no-deps --all-features", "doc --no-deps", "doc --no-deps --no-default-features"]
        .map(|line| cargo(line).env("RUSTDOCFLAGS", "-D warnings"))
        .into()
}

fn test() -> Vec<Step> {
    let all = |features| cargo(&format!("test --lib --tests --examples --no-fail-fast {features}"));
    // The default features change no code, and what is optimised is a matter of threads, and of a million
    // timers: the others would do the same again.
    let some = |tests, features| cargo(&format!("test --lib {tests} --no-fail-fast {features}"));
    vec![
        // Of the library alone: the tour has a feature more.
        some("--test threads --test block_on", "-p wakeful"),
        all("--all-features"),
        all("--no-default-features"),
        all("--no-default-features --features alloc"),
        some(
            "--test threads --test linearizability --test timers --test reactor_storm",
            "--all-features --release",
        )
        .quick_release(),
    ]
}

fn msrv() -> Leg {
    let version = rust_version();
    let check = |features| cargo(&format!("+{version} check {features}"));
    Leg::steps(
        "msrv",
        "the oldest compiler that we promise",
        [check("--all-features"), check("--no-default-features")],
    )
    .needs(Need::Toolchain(version.clone()))
}

/// The `rust-version` of the workspace.
pub(crate) fn rust_version() -> String {
    let manifest = fs::read_to_string(paths::root().join("Cargo.toml")).unwrap_or_default();
    let value = manifest.lines().find_map(|line| line.strip_prefix("rust-version = "));
    value.unwrap_or_default().trim().trim_matches('"').to_owned()
}

const BARE_METAL: [&str; 3] = [
    "--no-default-features",
    "--no-default-features --features alloc",
    "--no-default-features --features executor,critical-section,lock_api,futures-core,futures-sink",
];
const WASM: [&str; 5] = ["", BARE_METAL[0], BARE_METAL[1], BARE_METAL[2], "--all-features"];

fn build(name: &'static str, target: &'static str, features: &[&str]) -> Leg {
    let steps =
        features.iter().map(|features| cargo(&format!("build --target {target} {features}")));
    Leg::steps(name, "the library builds for it", steps).needs(Need::Target(target))
}

/// Where devices are those of another system. To link for it takes more than its target.
fn check(name: &'static str, target: &'static str) -> Leg {
    let check =
        cargo(&format!("check --target {target} -p wakeful --features futures-io,executor"));
    Leg::steps(name, "the library compiles for it", [check]).needs(Need::Target(target))
}

/// The tests of `executor::web`, run by node.
fn web() -> Leg {
    let runner = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER";
    let run = cargo("run -p hosts --bin web --features web --target wasm32-unknown-unknown")
        .env(runner, "node hosts/web.mjs")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .limit(Duration::from_secs(5 * 60));
    Leg::steps("web", "the executor for web pages works under node", [run])
        .needs(Need::Target("wasm32-unknown-unknown"))
        .needs(Need::Program("node"))
}

fn tour() -> [Step; 3] {
    [
        cargo("run --release --example tour -- .").prints("allocations while waiting: 0"),
        cargo("run --release --example tour -- --local").prints("allocations while waiting: 0"),
        cargo("run --release --example tour -- no/such/directory").exits(2),
    ]
}

/// The loom models; the caller says how far they go. The models print their
/// executions, and libtest shows the output of tests that pass when asked to.
pub(crate) fn models() -> Step {
    cargo("test -p models --release -- --show-output").quick_release()
}

pub(crate) const STACKED: &str = "-Zmiri-strict-provenance";
pub(crate) const TREE: &str = "-Zmiri-strict-provenance -Zmiri-tree-borrows";

/// The scripts of `tests/model.rs`, which Miri runs in a soak: they take long, and touch no memory
/// that other tests do not.
const SCRIPTS: &str = "--skip follows_its_model --skip in_any_short_script";

/// The tests that run under each model: divided, or the legs would take too long. In a soak all run under
/// both.
const UNDER_STACKED: [&str; 7] =
    ["child_wakers", "fairness", "notify_waiters", "scope", "static_executor", "tasks", "threads"];
const UNDER_TREE: [&str; 10] = [
    "block_on",
    "blocking",
    "combinators",
    "groups",
    "kit",
    "pool",
    "regressions",
    "threads",
    "time",
    "timers",
];
/// And this promise, which goes through every stage of a waiter.
const PROMISES: &str = "--test conformance -- c6_";
/// And these channels: one of each way to keep values and wakers.
const CHANNELS: &str = "--test channels -- mpsc:: priority:: buffers:: oneshot:: watch::";
/// The others of them, but for what is the same code with more receivers.
const OTHER_CHANNELS: &str = "--test channels -- --skip mpmc:: --skip mpsc:: --skip priority:: --skip buffers:: --skip oneshot:: --skip watch::";

/// These tests once under Miri.
fn miri(model: &str, tests: &[&str]) -> Vec<Step> {
    let tests: String = tests.iter().map(|test| format!("--test {test} ")).collect();
    vec![miri_step(model, &format!("--lib {tests}-- {SCRIPTS}"))]
}

/// What has real threads, with a few seeds.
fn seeds(model: &str) -> Vec<Step> {
    // Often enough that the other thread comes between the last step of an end and its return,
    // seldom enough that it gets as far as to free the channel.
    let freeing = format!("{model} -Zmiri-preemption-rate=0.04 -Zmiri-many-seeds=0..4");
    vec![
        miri_step(&format!("{model} -Zmiri-many-seeds=0..4"), "--test threads"),
        miri_step(&freeing, "--test channels -- freeing::threads"),
    ]
}

/// One run of Miri over `tests`. Why is isolation off? Some tests read the clock
/// and the environment. Why no backtraces? Each takes Miri half a minute, and many
/// tests panic.
pub(crate) fn miri_step(flags: &str, tests: &str) -> Step {
    cargo(&format!("+nightly miri test --all-features --no-fail-fast {tests}"))
        .env("MIRIFLAGS", format!("{flags} -Zmiri-disable-isolation"))
        .env("RUST_BACKTRACE", "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> =
            all().iter().chain(&crate::soak::all()).map(|leg| leg.name).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn every_test_runs_under_miri_or_touches_no_memory() {
        /// They run scripts, or look at types and numbers, where other tests use the same code.
        const OTHERS: [&str; 18] = [
            "allocations",
            "auto_traits",
            "channel_model",
            // Divided: see `CHANNELS`.
            "channels",
            "conformance",
            "counting",
            "linearizability",
            "model",
            "policies",
            "reactor",
            // It breaks what the system gives.
            "reactor_storm",
            "sizes",
            // These count the threads of their process.
            "reactor_alone",
            // This one breaks its process.
            "reactor_fault",
            "tasks_alone",
            "time_alone",
            "tour",
            "turns",
        ];
        let known = [&UNDER_STACKED[..], &UNDER_TREE[..], &OTHERS[..]].concat();
        for file in fs::read_dir(paths::root().join("tests")).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let is_test = path.is_file() || path.join("main.rs").is_file();
            assert!(!is_test || known.contains(&name.as_str()), "{name} is in no list");
        }
    }

    #[test]
    fn the_oldest_compiler_is_the_one_of_the_manifest() {
        let version = rust_version();
        assert!(version.starts_with("1."), "{version}");
    }
}
