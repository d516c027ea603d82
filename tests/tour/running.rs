//! A tour that is talked to while it runs.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Longer than anything here takes on any machine.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);

/// Ends with the test, whatever happens in it. Its outputs are read all the time, so that it never waits for
/// somebody who does.
pub(crate) struct Running {
    child: Child,
    out: Option<JoinHandle<String>>,
    errors: Receiver<String>,
}

impl Running {
    pub(crate) fn start(tour: &mut Command) -> Self {
        let mut child = tour.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let out = thread::spawn(move || {
            let mut out = String::new();
            stdout.read_to_string(&mut out).unwrap();
            out
        });
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (tell, errors) = channel();
        thread::spawn(move || {
            stderr.lines().map_while(Result::ok).for_each(|line| drop(tell.send(line)));
        });
        Self { child, out: Some(out), errors }
    }

    /// The next line of its error output.
    pub(crate) fn error_line(&mut self) -> String {
        self.errors.recv_timeout(LIMIT).expect("it says something")
    }

    /// What is left of its error output, after its end.
    pub(crate) fn errors(&mut self) -> String {
        self.errors.iter().map(|line| line + "\n").collect()
    }

    /// Writes to its input.
    pub(crate) fn write(&mut self, input: impl AsRef<[u8]>) {
        self.child.stdin.as_mut().unwrap().write_all(input.as_ref()).unwrap();
    }

    /// Ends its input, and waits for its end: what it printed, and its exit code.
    pub(crate) fn end(&mut self) -> (String, Option<i32>) {
        self.child.stdin = None;
        self.wait()
    }

    /// Waits for its end: what it printed, and its exit code.
    pub(crate) fn wait(&mut self) -> (String, Option<i32>) {
        let out = self.out.take().unwrap().join().unwrap();
        // It keeps its input open until here: `wait` would end it.
        let stdin = self.child.stdin.take();
        let code = self.child.wait().unwrap().code();
        drop(stdin);
        (out, code)
    }

    #[cfg(unix)]
    pub(crate) fn interrupt(&self) {
        let kill = format!("kill -INT {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
