//! What a leg needs beside cargo, and the command that would bring it.

use std::fmt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The compile targets that legs and firmware build for.
pub(crate) const TARGETS: [&str; 7] = [
    "thumbv6m-none-eabi",
    "thumbv7em-none-eabihf",
    "thumbv7m-none-eabi",
    "wasm32-unknown-unknown",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-gnu",
    "x86_64-unknown-freebsd",
];

/// A tool that may be absent.
#[derive(Clone, Debug)]
pub(crate) enum Need {
    /// A component that adds this subcommand to cargo.
    Component(&'static str),
    /// The standard library for a target.
    Target(&'static str),
    /// A toolchain of this name.
    Toolchain(String),
    /// Nightly with Miri.
    Miri,
    /// Nightly with the sources of the standard library.
    RustSrc,
    /// A program that answers to `--version`.
    Program(&'static str),
    /// A C library with its headers: what `pkg-config` calls it, and the package that brings it.
    Library(&'static str, &'static str),
    /// A host that is this target.
    Host(&'static str),
}

/// Why a leg is skipped, and what would change that.
#[derive(Clone, Debug)]
pub(crate) struct Missing {
    pub(crate) reason: String,
    pub(crate) remedy: String,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; to enable it: {}", self.reason, self.remedy)
    }
}

impl Need {
    /// What is missing, if anything.
    pub(crate) fn missing(&self) -> Option<Missing> {
        if self.is_met() {
            return None;
        }
        let nightly = "rustup toolchain install nightly --profile minimal";
        let (reason, remedy) = match self {
            Need::Component(name) => (
                format!("there is no cargo {name}"),
                format!("rustup component add {}", component(name)),
            ),
            Need::Target(name) => {
                (format!("target {name} is not installed"), format!("rustup target add {name}"))
            }
            Need::Toolchain(name) => (
                format!("toolchain {name} is not installed"),
                format!("rustup toolchain install {name} --profile minimal"),
            ),
            Need::Miri if answers("cargo", "+nightly --version") => (
                "nightly has no Miri".to_owned(),
                "rustup component add miri rust-src --toolchain nightly".to_owned(),
            ),
            Need::Miri => {
                ("there is no nightly".to_owned(), format!("{nightly} -c miri -c rust-src"))
            }
            Need::RustSrc if answers("cargo", "+nightly --version") => (
                "nightly has no rust-src".to_owned(),
                "rustup component add rust-src --toolchain nightly".to_owned(),
            ),
            Need::RustSrc => ("there is no nightly".to_owned(), format!("{nightly} -c rust-src")),
            Need::Program(name) => (format!("there is no {name}"), format!("install {name}")),
            Need::Library(name, package) => (
                format!("pkg-config knows no library {name}"),
                format!("apt-get install pkg-config {package}"),
            ),
            Need::Host(name) => {
                (format!("the host is not {name}"), format!("run this on a machine with {name}"))
            }
        };
        Some(Missing { reason, remedy })
    }

    fn is_met(&self) -> bool {
        match self {
            Need::Component(name) => answers("cargo", &format!("{name} --version")),
            Need::Target(name) => sysroot("")
                .is_some_and(|root| root.join("lib/rustlib").join(name).join("lib").exists()),
            Need::Toolchain(name) => answers("cargo", &format!("+{name} --version")),
            Need::Miri => answers("cargo", "+nightly miri --version") && Need::RustSrc.is_met(),
            Need::RustSrc => sysroot("+nightly")
                .is_some_and(|root| root.join("lib/rustlib/src/rust/library").exists()),
            Need::Program(name) => answers(name, "--version"),
            Need::Library(name, _) => answers("pkg-config", &format!("--exists {name}")),
            Need::Host(name) => output("rustc", "-vV")
                .is_some_and(|text| text.lines().any(|line| line == format!("host: {name}"))),
        }
    }
}

/// The component that brings a subcommand.
fn component(subcommand: &str) -> &str {
    match subcommand {
        "fmt" => "rustfmt",
        other => other,
    }
}

/// Where the toolchain lives: `rustup` itself need not be there.
fn sysroot(toolchain: &str) -> Option<PathBuf> {
    let path = output("rustc", &format!("{toolchain} --print sysroot"))?;
    Some(PathBuf::from(path.trim()))
}

fn answers(program: &str, arguments: &str) -> bool {
    output(program, arguments).is_some()
}

/// What the command prints, if it succeeds.
fn output(program: &str, arguments: &str) -> Option<String> {
    let output = Command::new(program)
        .args(arguments.split_whitespace())
        .env("RUSTUP_AUTO_INSTALL", "0")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_comes_with_its_remedy() {
        let missing = Need::Target("pdp11-unknown-none").missing().unwrap();
        assert!(missing.reason.contains("pdp11"));
        assert_eq!(missing.remedy, "rustup target add pdp11-unknown-none");

        let missing = Need::Toolchain("0.9".to_owned()).missing().unwrap();
        assert_eq!(missing.remedy, "rustup toolchain install 0.9 --profile minimal");

        let missing = Need::Program("no-such-program").missing().unwrap();
        assert_eq!(missing.remedy, "install no-such-program");

        let missing = Need::Component("no-such-command").missing().unwrap();
        assert!(missing.remedy.starts_with("rustup component add"));
    }
}
