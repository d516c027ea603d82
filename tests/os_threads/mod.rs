//! What Linux tells of a process.

/// The threads of the process, by name.
pub(crate) fn threads() -> Vec<String> {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let name = |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("comm"));
    let mut names: Vec<_> = tasks.map(|task| name(task.unwrap()).unwrap()).collect();
    names.sort();
    names
}
