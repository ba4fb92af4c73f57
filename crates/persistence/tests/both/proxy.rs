//! A way to the database that a test can close, cut, and open again.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What happens to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Open,
    /// The connection is closed at once.
    Closed,
    /// Nothing is ever answered.
    Silent,
}

/// Takes connections on loopback and hands on what is said, both ways.
pub(crate) struct Proxy {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    way: Way,
    streams: Vec<TcpStream>,
}

impl Proxy {
    /// A way to the server of that address.
    pub(crate) fn start(server: String, way: Way) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its address");
        let shared = Arc::new(Mutex::new(Shared { way, streams: Vec::new() }));
        let state = Arc::clone(&shared);
        // Ends with the test program.
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let mut state = state.lock().expect("no panic");
                match state.way {
                    Way::Closed => drop(client),
                    Way::Silent => state.streams.push(client),
                    Way::Open => {
                        let server = TcpStream::connect(&server).expect("the server answers");
                        for stream in [&client, &server] {
                            stream.set_nodelay(true).expect("set");
                            state.streams.push(stream.try_clone().expect("a clone"));
                        }
                        hand_on(&client, &server);
                        hand_on(&server, &client);
                    }
                }
            }
        });
        Self { address, shared }
    }

    /// From now on connections fare like this; those that there are are cut.
    pub(crate) fn cut(&self, way: Way) {
        let mut shared = self.shared.lock().expect("no panic");
        shared.way = way;
        for stream in shared.streams.drain(..) {
            // It may be closed already.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// The URL of a database, through here.
    pub(crate) fn url(&self, url: &str) -> String {
        url.replacen(&server_of(url), &self.address.to_string(), 1)
    }
}

/// Host and port in a URL.
pub(crate) fn server_of(url: &str) -> String {
    let (_, rest) = url.split_once("://").expect("a URL");
    let authority = rest.split('/').next().unwrap_or_default();
    let server = authority.rsplit('@').next().unwrap_or_default();
    assert!(server.contains(':'), "a host and a port: {server}");
    server.to_owned()
}

fn hand_on(from: &TcpStream, to: &TcpStream) {
    let (mut from, mut to) = (from.try_clone().expect("a clone"), to.try_clone().expect("a clone"));
    thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        loop {
            match from.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => {
                    if to.write_all(&buffer[..count]).is_err() {
                        break;
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    });
}
