//! `cargo xtask`: sets up what is missing, builds and serves the page, runs every test.
//!
//! This file only reads the command line and hands over. What may be missing on a machine is in
//! [`setup`], the page's build in [`page`], the tests in [`suites`]. Nothing here knows Kafka.

mod budget;
mod failure;
mod lint;
mod memory;
mod mutants;
mod package;
mod page;
mod process;
mod script;
mod serve;
mod server;
mod setup;
mod suites;
mod tally;
mod version;
mod wasm;
mod workspace;

use std::process::ExitCode;

use crate::{
    failure::{Failure, Result},
    page::Profile,
    serve::ServeOptions,
    workspace::Workspace,
};

const USAGE: &str = "\
cargo xtask serve [--port N] [--dev] [--no-build] [--dist DIR]
    set up what is missing, build the page, serve it and print its address
cargo xtask build [--dev] [--dist DIR]
    the same without serving
cargo xtask package [--no-build] [--dist DIR]
    build the page, and make the npm package of it and of the simulator: target/package/*.tgz
cargo xtask test [native] [wasm] [e2e] [package] [hosts] [budget] [instructions] [docusaurus]
    set up what is missing, then every test there is, or the named suites; docusaurus only where it is named
cargo xtask lint
    formatting, clippy for this machine and for wasm32, unused dependencies
cargo xtask budget
    build the page and hold its size and speed against tests/budget.toml
cargo xtask memory
    build the page, play it for ten minutes in Chromium and see that its memory stays flat; written to tests/memory.txt
cargo xtask mutants [PART|all [K/N]|only TEXT|report] [--workers N]
    change the simulator's code place by place and see whether a test notices; all of it takes an hour or two, later only
    what has changed; `only` tries anew what has the text in its file or change, as \"poll.rs: replace < with <=\"
cargo xtask setup
    only set up what the other commands would

--dev       a debug build: quicker to build, several times larger and slower
--no-build  serve what is in dist already
--dist DIR  where the built page goes (default: dist)";

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_silent() {
                eprintln!("xtask: {failure}");
            }
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(mut args: Vec<String>) -> Result<()> {
    if args.is_empty() {
        return Err(Failure::usage(USAGE));
    }
    let verb = args.remove(0);
    let workspace = Workspace::find()?;
    match verb.as_str() {
        "serve" => serve::run(&workspace, &serve_options(args)?),
        "build" => {
            let options = serve_options(args)?;
            let dist = options.dist.unwrap_or_else(|| workspace.dist());
            page::build(&workspace, options.profile, &dist)
        }
        "package" => {
            let options = serve_options(args)?;
            let dist = options.dist.unwrap_or_else(|| workspace.dist());
            if !options.skip_build {
                page::build(&workspace, options.profile, &dist)?;
            }
            package::run(&workspace, &dist).map(drop)
        }
        "test" => suites::run(&workspace, &args),
        "lint" => no_more(&args).and_then(|()| lint::run(&workspace)),
        "budget" => no_more(&args).and_then(|()| budget::run(&workspace)),
        "memory" => no_more(&args).and_then(|()| memory::run(&workspace)),
        "mutants" => mutants::run(&workspace, &args),
        "setup" => no_more(&args).and_then(|()| setup::everything(&workspace)),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => {
            Err(Failure::usage(format!("there is no command `{other}`; these are the ones there are:\n\n{USAGE}")))
        }
    }
}

fn serve_options(args: Vec<String>) -> Result<ServeOptions> {
    let mut options = ServeOptions::default();
    let mut args = args.into_iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| Failure::usage(format!("`{arg}` needs a value after it")));
        match arg.as_str() {
            "--dev" => options.profile = Profile::Dev,
            "--no-build" => options.skip_build = true,
            "--dist" => options.dist = Some(value()?.into()),
            "--port" => {
                let typed = value()?;
                let port = typed
                    .parse()
                    .map_err(|_| Failure::usage(format!("`--port {typed}`: a port is a number up to 65535")))?;
                options.port = Some(port);
            }
            other => {
                return Err(Failure::usage(format!(
                    "there is no option `{other}`; `cargo xtask help` lists what there is"
                )));
            }
        }
    }
    Ok(options)
}

fn no_more(args: &[String]) -> Result<()> {
    match args.first() {
        None => Ok(()),
        Some(arg) => Err(Failure::usage(format!("`{arg}` means nothing here; `cargo xtask help` lists what there is"))),
    }
}
