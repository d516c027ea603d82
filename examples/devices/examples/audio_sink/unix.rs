//! A task makes sound, a clock takes it.

use std::thread;
use std::time::Duration;

use devices::audio::{Null, Output, Pipe, Player, SampleClock, Tone, Wav, run as play};
use devices::program::{Arguments, Failure};
use wakeful::executor::block_on;
use wakeful::future::Join;
use wakeful::time::Global;

/// At a time.
const PERIOD: u32 = 256;

pub(crate) fn run(arguments: &mut Arguments) -> Result<(), Failure> {
    let to: String = arguments.value("--to")?.unwrap_or("null".to_owned());
    let seconds = arguments.value("--seconds")?.unwrap_or(1.0_f64);
    let hertz = arguments.value("--hertz")?.unwrap_or(440.0);
    let rate = arguments.value("--rate")?.unwrap_or(48_000_u32).max(1);
    let ring = arguments.value("--ring")?.unwrap_or(4096_usize).max(1);
    let work = Duration::from_millis(arguments.value("--work-ms")?.unwrap_or(0));
    arguments.end()?;
    block_on(async {
        let (mut player, mut sink) = Player::new(output(&to, rate).await?, ring);
        let sound = async move {
            let mut left = (seconds * f64::from(rate)) as usize;
            let mut tone = Tone::new(hertz, rate);
            while left > 0 {
                let frames: Vec<_> = tone.by_ref().take(left.min(ring)).collect();
                left -= frames.len();
                // The player is gone if it failed, and says why.
                if sink.write(&frames).await.is_err() {
                    return;
                }
                thread::sleep(work);
            }
        };
        let mut clock = SampleClock::new(Global, rate, PERIOD);
        // With it the other end of the ring goes: the sound is then over, too.
        let playing = async {
            let played = play(&mut clock, &mut player).await;
            let report = *player.report();
            drop(player);
            (played, report)
        };
        let ((), (played, report)) = (sound, playing).join().await;
        println!("{report}");
        Ok(played?)
    })
}

async fn output(to: &str, rate: u32) -> Result<Box<dyn Output>, Failure> {
    Ok(match to {
        "null" => Box::new(Null),
        file if file.ends_with(".wav") => Box::new(Wav::create(file, rate)?),
        card if card.starts_with("alsa:") => alsa(&card["alsa:".len()..], rate)?,
        pipe => Box::new(Pipe::writer(pipe).await?),
    })
}

#[cfg(all(feature = "alsa", target_os = "linux"))]
fn alsa(name: &str, rate: u32) -> Result<Box<dyn Output>, Failure> {
    Ok(Box::new(devices::audio::Alsa::open(name, rate)?))
}

#[cfg(not(all(feature = "alsa", target_os = "linux")))]
fn alsa(_: &str, _: u32) -> Result<Box<dyn Output>, Failure> {
    Err("to play by ALSA build this with `--features alsa`, on Linux".into())
}
