//! A server that may have few descriptors.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::Command;
use std::time::Duration;

use crate::patience::LIMIT;
use crate::programs::{Listening, program};

/// Sends a byte, and waits for it.
fn echoes(mut client: &TcpStream) -> io::Result<()> {
    client.set_read_timeout(Some(LIMIT))?;
    client.write_all(b"x")?;
    client.read_exact(&mut [0])
}

#[test]
fn a_server_that_runs_out_of_descriptors_goes_on_when_there_are_some() {
    for place in ["--local", "--threads 1"] {
        let echo = program("echo").get_program().to_owned();
        let script = format!("ulimit -n 24 && exec \"$0\" --listen 127.0.0.1:0 {place}");
        let server = Listening::begin(Command::new("sh").args(["-c", &script]).arg(echo));
        let clients: Vec<_> =
            (0..40).map(|_| TcpStream::connect(server.address).unwrap()).collect();
        echoes(&clients[0]).unwrap();
        // The last waits for a descriptor, until others leave.
        let (last, others) = clients.split_last().unwrap();
        (&*last).write_all(b"x").unwrap();
        last.set_read_timeout(Some(Duration::from_millis(30))).unwrap();
        assert!((&*last).read_exact(&mut [0]).is_err());
        others.iter().for_each(|other| other.shutdown(Shutdown::Both).unwrap());
        last.set_read_timeout(Some(LIMIT)).unwrap();
        (&*last).read_exact(&mut [0]).unwrap();
        drop(clients);
        echoes(&TcpStream::connect(server.address).unwrap()).unwrap();
        assert!(server.end().starts_with("connections: "));
    }
}
