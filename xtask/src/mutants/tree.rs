//! A copy of the checkout to plant faults in.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::patch::Patch;

/// What is not copied, wherever it lies.
const LEFT_OUT: [&str; 2] = ["target", ".git"];

/// The copy.
pub(crate) struct Tree {
    root: PathBuf,
}

impl Tree {
    /// Makes `to` a copy of `from`. Files that are alike are not touched, so that
    /// cargo rebuilds only what changed.
    pub(crate) fn copy(from: &Path, to: &Path) -> io::Result<Tree> {
        sync(from, to)?;
        Ok(Tree { root: to.to_owned() })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Applies `patch` to `file` until the fault is healed or dropped.
    pub(crate) fn plant(&self, file: &str, patch: &Patch) -> Result<Fault, String> {
        let path = self.root.join(file);
        let original = fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
        let changed = patch.apply(&original).map_err(|why| format!("{file}: {why}"))?;
        fs::write(&path, changed).map_err(|error| format!("{file}: {error}"))?;
        Ok(Fault { path, original, healed: false })
    }
}

/// A planted fault; dropping it heals the file.
pub(crate) struct Fault {
    path: PathBuf,
    original: String,
    healed: bool,
}

impl Fault {
    /// Puts the original back, and says if it cannot.
    pub(crate) fn heal(mut self) -> Result<(), String> {
        self.restore().map_err(|error| format!("restoring {}: {error}", self.path.display()))
    }

    fn restore(&mut self) -> io::Result<()> {
        self.healed = true;
        fs::write(&self.path, &self.original)
    }
}

impl Drop for Fault {
    fn drop(&mut self) {
        if !self.healed {
            let _ = self.restore();
        }
    }
}

fn sync(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let mut names: BTreeSet<OsString> = BTreeSet::new();
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if LEFT_OUT.iter().any(|left_out| name == *left_out) {
            continue;
        }
        let (source, copy) = (entry.path(), to.join(&name));
        if source.is_dir() {
            sync(&source, &copy)?;
        } else if source.is_file() {
            let content = fs::read(&source)?;
            if fs::read(&copy).ok().as_ref() != Some(&content) {
                fs::write(&copy, content)?;
            }
        }
        names.insert(name);
    }
    for entry in fs::read_dir(to)? {
        let entry = entry?;
        if !names.contains(&entry.file_name()) {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty directory for one test, gone at its end.
    struct Scratch(PathBuf);

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    impl std::ops::Deref for Scratch {
        type Target = Path;

        fn deref(&self) -> &Path {
            &self.0
        }
    }

    fn scratch(name: &str) -> Scratch {
        let id = std::process::id();
        let path = std::env::temp_dir().join(format!("wakeful-xtask-{id}-{name}"));
        fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    fn checkout(name: &str) -> Scratch {
        let from = scratch(name);
        for directory in ["src", "target", ".git"] {
            fs::create_dir_all(from.join(directory)).unwrap();
            fs::write(from.join(directory).join("a.rs"), "one\ntwo\n").unwrap();
        }
        from
    }

    #[test]
    fn a_copy_leaves_out_what_is_built() {
        let (from, to) = (checkout("from"), scratch("to"));
        Tree::copy(&from, &to).unwrap();
        assert!(to.join("src/a.rs").exists());
        assert!(!to.join("target").exists() && !to.join(".git").exists());
    }

    #[test]
    fn a_second_copy_touches_only_what_changed() {
        let (from, to) = (checkout("again-from"), scratch("again-to"));
        fs::write(from.join("src/b.rs"), "b").unwrap();
        Tree::copy(&from, &to).unwrap();
        let written = |file: &str| fs::metadata(to.join(file)).unwrap().modified().unwrap();
        let before = written("src/a.rs");
        fs::write(from.join("src/c.rs"), "c").unwrap();
        fs::remove_file(from.join("src/b.rs")).unwrap();
        Tree::copy(&from, &to).unwrap();
        assert_eq!(written("src/a.rs"), before);
        assert!(to.join("src/c.rs").exists() && !to.join("src/b.rs").exists());
    }

    #[test]
    fn a_fault_is_healed_even_if_it_is_forgotten() {
        let (from, to) = (checkout("plant-from"), scratch("plant-to"));
        let tree = Tree::copy(&from, &to).unwrap();
        let read = || fs::read_to_string(tree.root().join("src/a.rs")).unwrap();
        let mut patch = Patch::default();
        patch.push("- two");
        let fault = tree.plant("src/a.rs", &patch).unwrap();
        assert_eq!(read(), "one\n");
        drop(fault);
        assert_eq!(read(), "one\ntwo\n");
        let fault = tree.plant("src/a.rs", &patch).unwrap();
        fault.heal().unwrap();
        assert_eq!(read(), "one\ntwo\n");
        assert!(tree.plant("src/none.rs", &patch).is_err());
    }
}
