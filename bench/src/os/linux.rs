//! Linux: affinity masks and futexes.

use std::mem;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU32;

pub(crate) use super::poller::Doorbell;

/// The cores this process may run on, as they were when first asked for.
pub(crate) fn cores() -> &'static [usize] {
    static CORES: OnceLock<Vec<usize>> = OnceLock::new();
    CORES.get_or_init(|| {
        // SAFETY: the set is a plain array of integers.
        let mut set: libc::cpu_set_t = unsafe { mem::zeroed() };
        // SAFETY: the pointer leads to a set of the size that is given.
        let failed = unsafe { libc::sched_getaffinity(0, size_of_val(&set), &mut set) } != 0;
        // SAFETY: the index is within the set.
        let allowed = |&core: &usize| unsafe { libc::CPU_ISSET(core, &set) };
        let cores: Vec<usize> = (0..libc::CPU_SETSIZE as usize).filter(allowed).collect();
        if failed || cores.is_empty() { vec![0] } else { cores }
    })
}

/// Binds this thread to `cores`. Where that is not allowed the thread stays as it was.
pub(crate) fn pin_to_any(cores: &[usize]) {
    // SAFETY: the set is a plain array of integers.
    let mut set: libc::cpu_set_t = unsafe { mem::zeroed() };
    for &core in cores {
        // SAFETY: the core comes from `cores`, so it is within the set.
        unsafe { libc::CPU_SET(core, &mut set) };
    }
    // SAFETY: the pointer leads to a set of the size that is given.
    unsafe { libc::sched_setaffinity(0, size_of_val(&set), &set) };
}

pub(crate) fn cpu_model() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name| {
        let line = info.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    field("model name").or_else(|| field("CPU part")).unwrap_or_else(|| "unknown CPU".into())
}

/// Sleeps while `word` is `value`. May return early.
pub(crate) fn futex_wait(word: &AtomicU32, value: u32) {
    let operation = libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG;
    let forever = ptr::null::<libc::timespec>();
    // SAFETY: the word is alive during the call; there is no time limit to read.
    unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), operation, value, forever) };
}

/// Wakes one thread that sleeps on `word`.
pub(crate) fn futex_wake(word: &AtomicU32) {
    let operation = libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG;
    // SAFETY: the kernel takes the address as a name and does not write to it.
    unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), operation, 1) };
}
