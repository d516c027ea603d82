//! The examples about sound, run as their users run them.

use std::fs;
use std::io::Write;
use std::process::Command;
use std::thread;

use super::{bytes, frames, loud, numbered};
use crate::shared::program;
use crate::support::{Running, Scratch, writer};

fn lines(command: &mut Command) -> Vec<String> {
    Running::start(command).rest()
}

#[test]
fn a_tone_in_a_file_is_as_long_as_was_asked_for() {
    let scratch = Scratch::new("wav");
    let file = scratch.join("tone.wav");
    let mut sink = program("audio_sink");
    sink.arg("--to").arg(&file).args(["--seconds", "0.25", "--rate", "8000", "--ring", "8000"]);
    let told = lines(&mut sink);
    let [report] = told.as_slice() else { panic!("{told:?}") };
    assert!(report.starts_with("2000 frames, "), "{report}");
    assert!(report.ends_with(", 0 dropped (0 over-runs)"), "{report}");
    let wav = fs::read(file).unwrap();
    assert_eq!([&wav[..4], &wav[8..12]], [b"RIFF", b"WAVE"]);
    let length = u32::from_le_bytes(wav[40..44].try_into().unwrap()) as usize;
    assert_eq!(length, wav.len() - 44);
    let peak = frames(&wav[44..]).into_iter().map(|frame| frame[0]).max().unwrap();
    assert!((8_000..=8_191).contains(&peak), "{peak}");
}

#[test]
fn a_bad_musician_is_told_so() {
    let mut sink = program("audio_sink");
    sink.args(["--seconds", "0.1", "--rate", "8000", "--ring", "160", "--work-ms", "60"]);
    let told = lines(&mut sink);
    assert!(told[0].starts_with("800 frames, ") && !told[0].contains("(0 under-runs)"), "{told:?}");
}

#[test]
fn what_is_written_to_a_pipe_is_heard() {
    let scratch = Scratch::new("source");
    let pipe = scratch.pipe("sound");
    let mut source = program("audio_source");
    source.arg("--from").arg(&pipe);
    source.args(["--seconds", "20", "--rate", "8000", "--every", "200000", "--ring", "80000"]);
    let program = Running::start(&mut source);
    let mut hands = writer(&pipe);
    hands.write_all(&bytes(&[[1_000, -12_345], [12_000, 0]].repeat(500))).unwrap();
    drop(hands);
    let told = program.rest();
    assert!(told[0].starts_with("frame ") && told[0].ends_with(": peak 12345"), "{told:?}");
    assert!(told[1].starts_with("1000 frames, "), "{told:?}");
}

#[test]
fn silence_is_heard_too_and_for_as_long_as_was_asked_for() {
    let mut source = program("audio_source");
    source.args(["--seconds", "0.1", "--rate", "8000", "--every", "500", "--ring", "80000"]);
    let told = lines(&mut source);
    assert_eq!(told[..2], ["frame 500: peak 0", "frame 800: peak 0"]);
}

#[test]
fn sound_goes_from_pipe_to_pipe_and_is_half_as_loud() {
    let scratch = Scratch::new("duplex");
    let (from, to) = (scratch.pipe("from"), scratch.pipe("to"));
    let mut duplex = program("audio_duplex");
    duplex.arg("--from").arg(&from).arg("--to").arg(&to);
    duplex.args(["--gain", "0.5", "--rate", "8000", "--ring", "80000"]);
    let program = Running::start(&mut duplex);
    let sound = numbered(100, 1_500);
    let heard = thread::scope(|threads| {
        threads.spawn(|| writer(&from).write_all(&bytes(&sound)).unwrap());
        fs::read(&to).unwrap()
    });
    let told = program.rest();
    assert!(told[0].starts_with("in: 1500 frames, "), "{told:?}");
    assert!(told[1].starts_with("out: "), "{told:?}");
    let half: Vec<_> = sound.iter().map(|frame| frame.map(|sample| sample / 2)).collect();
    assert_eq!(loud(frames(&heard)), half);
}

/// Who plays into a pipe, and who makes it softer: as the documentation of `audio_duplex` has it.
#[test]
fn the_programs_play_together() {
    let scratch = Scratch::new("together");
    let (from, to) = (scratch.pipe("in"), scratch.pipe("out"));
    let quick = ["--rate", "8000", "--ring", "80000"];
    let (mut duplex, mut sink) = (program("audio_duplex"), program("audio_sink"));
    duplex.arg("--from").arg(&from).arg("--to").arg(&to).args(quick);
    sink.arg("--to").arg(&from).args(quick).args(["--seconds", "0.2"]);
    let (duplex, sink) = (Running::start(&mut duplex), Running::start(&mut sink));
    let heard = frames(&fs::read(&to).unwrap());
    assert!(sink.rest()[0].starts_with("1600 frames, "));
    let told = duplex.rest();
    let through: usize = told[0]["in: ".len()..].split(' ').next().unwrap().parse().unwrap();
    assert!(through >= 1_600 && heard.len() >= through, "{told:?}");
}

#[test]
fn mistakes_are_named() {
    let fails = |command: &mut Command| {
        let out = command.output().unwrap();
        (out.status.code(), String::from_utf8(out.stderr).unwrap())
    };
    let (code, told) = fails(program("audio_sink").args(["--to", "/no/such/pipe"]));
    assert!(code == Some(1) && told.contains("/no/such/pipe"), "{told}");
    let (code, told) = fails(program("audio_source").args(["--from", file!(), "--rate", "x"]));
    assert!(code == Some(2) && told.contains("--rate"), "{told}");
    let (code, told) = fails(program("audio_duplex").args(["--from", "x"]));
    assert!(code == Some(2) && told.contains("--to"), "{told}");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let (code, told) = fails(program("audio_source").args(["--from", file]));
    assert!(code == Some(1) && told.contains("Cargo.toml"), "{told}");
}
