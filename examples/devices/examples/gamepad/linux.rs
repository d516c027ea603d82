//! Three sources, one state, and no lock.

use std::io;
use std::ops::ControlFlow::{self, Break, Continue};
use std::path::PathBuf;
use std::time::Duration;

use devices::gamepad::{Button, Controller, Event, Listener, Party, Told};
use devices::program::{Arguments, Failure};
use wakeful::executor::{Loop, block_on};
use wakeful::time::sleep;

/// What all handlers share.
struct Game {
    listener: Listener,
    party: Party,
    events: u64,
    rumbles: bool,
}

pub(crate) fn run(arguments: &mut Arguments) -> Result<(), Failure> {
    let directory: Option<PathBuf> = arguments.value("--directory")?;
    let every = Duration::from_millis(arguments.value("--every-ms")?.unwrap_or(1000));
    let rumbles = arguments.flag("--rumble");
    arguments.end()?;
    let listener = Listener::of(directory.unwrap_or_else(|| Listener::DIRECTORY.into()))?;
    let mut game = Game { listener, party: Party::new(), events: 0, rumbles };
    let game = Loop::new(&mut game)
        .on_poll(|game, cx| game.listener.poll_next(cx), Game::joined)
        .on_poll(|game, cx| game.party.poll_next(cx), Game::told)
        .on(|| sleep(every), |game, ()| game.tick());
    Ok(block_on(game)?)
}

impl Game {
    fn joined(&mut self, controller: io::Result<Controller>) -> ControlFlow<io::Result<()>> {
        match controller {
            Ok(controller) => {
                println!("{} is here", controller.name());
                self.party.join(controller);
            }
            Err(error) if self.listener.is_ended() => return Break(Err(error)),
            Err(error) => println!("{error}"),
        }
        Continue(())
    }

    fn told(&mut self, Told { who, event }: Told) -> ControlFlow<io::Result<()>> {
        self.events += 1;
        match event {
            Ok(Event::Button(button, pressed)) => {
                println!("{who}: {button:?} {}", if pressed { "pressed" } else { "released" });
                if button == Button::Mode {
                    return Break(Ok(()));
                }
                if self.rumbles && pressed && button == Button::South {
                    self.rumble();
                }
            }
            Ok(Event::Axis(axis, at)) => println!("{who}: {axis:?} at {at:.2}"),
            Ok(Event::Disconnect) => println!("{who} is gone"),
            Err(error) => println!("{who}: {error}"),
        }
        Continue(())
    }

    /// All of them.
    fn rumble(&mut self) {
        for controller in self.party.iter_mut() {
            if let Err(error) = controller.rumble(0.8, 0.4, Duration::from_millis(200)) {
                println!("{error}");
            }
        }
    }

    fn tick(&mut self) -> ControlFlow<io::Result<()>> {
        println!("{} controllers, {} events", self.party.len(), self.events);
        Continue(())
    }
}
