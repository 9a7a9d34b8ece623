//! `cargo xtask serve`: the built page on this machine's own address.

use std::path::{Path, PathBuf};

use crate::{
    failure::{Failure, Result},
    page::{self, Profile},
    server::Server,
    workspace::Workspace,
};

/// The port tried first, and how many after it.
const FIRST_PORT: u16 = 8080;
const PORTS_TRIED: u16 = 20;

/// What the command line asked for.
#[derive(Debug, Default)]
pub(crate) struct ServeOptions {
    pub(crate) profile: Profile,
    pub(crate) skip_build: bool,
    pub(crate) dist: Option<PathBuf>,
    pub(crate) port: Option<u16>,
}

/// Builds the page and serves it until the person has enough.
pub(crate) fn run(workspace: &Workspace, options: &ServeOptions) -> Result<()> {
    let dist = options.dist.clone().unwrap_or_else(|| workspace.dist());
    if !options.skip_build {
        page::build(workspace, options.profile, &dist)?;
    }
    if !dist.join("index.html").is_file() {
        return Err(Failure::new(format!("{} holds no built page: leave out --no-build", dist.display())));
    }
    let server = bind(options.port, &dist)?;
    println!("\nRebalance Lab is at {}\nCtrl+C ends it.", server.address());
    server.run()
}

fn bind(port: Option<u16>, dist: &Path) -> Result<Server> {
    let ports = match port {
        Some(port) => port..=port,
        None => FIRST_PORT..=FIRST_PORT + PORTS_TRIED,
    };
    let mut last = None;
    for port in ports {
        match Server::bind(port, "/", dist) {
            Ok(server) => return Ok(server),
            Err(error) => last = Some((port, error)),
        }
    }
    let reason = last.map_or_else(String::new, |(port, error)| format!(" (port {port}: {error})"));
    Err(Failure::new(format!("no port to serve on{reason}: name another with --port")))
}
