//! The suite on the device names every primitive that the library exports without a heap.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::paths;

fn read(path: &str) -> String {
    let path = paths::root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The words after `keyword` at the start of a line, but for items that need a feature.
fn exported(source: &str, keyword: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut before = "";
    for line in source.lines() {
        if let Some(rest) = line.strip_prefix(keyword).filter(|_| !before.starts_with("#[cfg(")) {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            names.push(rest.chars().take_while(|&c| is_word(c)).collect());
        }
        before = line;
    }
    names
}

/// What the scenes say that they are of: what stands before the comma.
fn subjects(scenes: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for row in scenes.split("Subject::new(").skip(1) {
        let name = row.split('"').nth(1).expect("a subject has a name");
        names.insert(name.split(',').next().unwrap_or_default().to_owned());
    }
    names
}

/// What the scenes of these files are of.
fn described() -> BTreeSet<String> {
    let directory = paths::root().join("firmware/suite/scenes");
    sources(&directory).iter().flat_map(|text| subjects(text)).collect()
}

fn sources(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).expect("a directory of sources");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .filter(|path| path.is_file())
        .map(|path| fs::read_to_string(path).expect("text"))
        .collect()
}

/// Not a primitive, but what one gives.
fn is_part(name: &str) -> bool {
    name.ends_with("Guard") || name.ends_with("Permit") || name == "MockClock"
}

/// What a flavor exports.
fn of_flavor(flavor: &str) -> Vec<String> {
    let mut names = exported(&read(&format!("src/sync/{flavor}.rs")), "pub type ");
    names.extend(exported(&read(&format!("src/time/{flavor}.rs")), "pub type "));
    for channel in exported(&read(&format!("src/channel/{flavor}/mod.rs")), "pub mod ") {
        let inner = read(&format!("src/channel/{flavor}/{channel}.rs"));
        names.extend(exported(&inner, "pub mod ").iter().map(|part| format!("{channel}::{part}")));
        names.push(channel);
    }
    names.retain(|name| !is_part(name));
    names
}

#[test]
fn the_suite_has_a_scene_for_every_primitive() {
    let described = described();
    for flavor in ["local", "critical"] {
        let exported = of_flavor(flavor);
        assert!(exported.len() > 30, "{exported:?}");
        for name in exported {
            assert!(
                described.contains(&name),
                "`{name}` of the flavor {flavor} has no scene in firmware/suite/scenes"
            );
        }
    }
}

#[test]
fn the_suite_uses_the_executor_of_boards() {
    let used = sources(&paths::root().join("firmware/suite/src/bin/handlers")).concat();
    let exported = exported(&read("src/executor/critical.rs"), "pub type ");
    assert!(exported.len() > 3, "{exported:?}");
    for name in exported {
        assert!(used.contains(&name), "`{name}` is not in firmware/suite/src/bin/handlers");
    }
}

#[test]
fn a_new_primitive_is_noticed() {
    let source = "/// New.\npub type New<T> = generic::New<T>;\n#[cfg(feature = \"alloc\")]\npub type Heap = ();\n";
    assert_eq!(exported(source, "pub type "), ["New"]);
    assert!(subjects("Subject::new(\"New, way\", X),\n Subject::new(\n\"Old\",").contains("New"));
    assert!(!described().contains("New"));
}
