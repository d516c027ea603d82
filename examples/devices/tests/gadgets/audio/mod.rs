//! Sound: by a clock that the test is, and by the real one.

mod pacing;
mod pipes;
mod program;

use devices::audio::Frame;

/// Frames that can be told apart, none of them silence: the first `count` of those that begin with `first`.
fn numbered(first: usize, count: usize) -> Vec<Frame> {
    (first..first + count).map(|n| [(n % 30_000) as i16 + 1, -((n / 30_000) as i16)]).collect()
}

/// Frames as they go through pipes.
fn bytes(frames: &[Frame]) -> Vec<u8> {
    frames.iter().flatten().flat_map(|sample| sample.to_le_bytes()).collect()
}

/// The frames of bytes; all are whole.
#[track_caller]
fn frames(bytes: &[u8]) -> Vec<Frame> {
    let (frames, rest) = (bytes.chunks_exact(4), bytes.len() % 4);
    assert_eq!(rest, 0, "a frame was cut");
    frames.map(|b| [[b[0], b[1]], [b[2], b[3]]].map(i16::from_le_bytes)).collect()
}

/// Without the silence.
fn loud(frames: Vec<Frame>) -> Vec<Frame> {
    frames.into_iter().filter(|frame| *frame != devices::audio::SILENCE).collect()
}
