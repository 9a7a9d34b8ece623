//! A small static file server for loopback: what a careful host would send, and nothing more.
//!
//! It serves one folder under one path, with the content security policy that the page promises
//! to work under, so that whoever looks at the page looks at it as it will be. It knows GET and
//! HEAD, one request a connection, and is not meant to face a network.

use std::{
    fmt::Write as _,
    fs,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Component, Path, PathBuf},
    thread,
    time::Duration,
};

use crate::failure::{Failure, Result};

/// What the page is allowed: its own files, compiled wasm, and nothing from elsewhere.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'";

/// The longest request head that is read.
const HEAD_LIMIT: u64 = 16 * 1024;

/// How long a connection may stay silent.
const PATIENCE: Duration = Duration::from_secs(10);

/// A folder, served on loopback.
#[derive(Debug)]
pub(crate) struct Server {
    listener: TcpListener,
    site: Site,
    address: SocketAddr,
}

impl Server {
    /// Takes the port (0: any that is free) and serves `root` under `mount`, which ends in `/`.
    pub(crate) fn bind(port: u16, mount: &str, root: &Path) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let site = Site { root: root.canonicalize()?, mount: mount.to_owned() };
        Ok(Self { listener, site, address })
    }

    /// Where the page is.
    pub(crate) fn address(&self) -> String {
        format!("http://{}{}", self.address, self.site.mount)
    }

    /// Serves until the process ends.
    pub(crate) fn run(self) -> Result<()> {
        for stream in self.listener.incoming() {
            let Ok(stream) = stream else { continue };
            let site = self.site.clone();
            thread::spawn(move || {
                // A browser that goes away in the middle is its own affair.
                site.answer(stream).ok();
            });
        }
        Err(Failure::new("the server stopped listening"))
    }

    /// Serves in a thread of its own for as long as the process lives; returns the address.
    pub(crate) fn run_in_background(self) -> String {
        let address = self.address();
        thread::spawn(move || self.run());
        address
    }
}

/// What is served and where.
#[derive(Debug, Clone)]
struct Site {
    root: PathBuf,
    mount: String,
}

/// An answer without its body's transmission.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    File { body: Vec<u8>, mime: &'static str },
    Redirect(String),
    NotFound,
    BadMethod,
    BadRequest,
}

impl Site {
    fn answer(&self, stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut reader = BufReader::new(stream.try_clone()?.take(HEAD_LIMIT));
        let mut request = String::new();
        reader.read_line(&mut request)?;
        let mut header = String::new();
        while reader.read_line(&mut header)? > 2 {
            header.clear();
        }
        let (answer, with_body) = self.respond(&request);
        send(stream, &answer, with_body)
    }

    /// The answer to a request line, and whether its body is wanted.
    fn respond(&self, request: &str) -> (Answer, bool) {
        let mut words = request.split_whitespace();
        let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        match method {
            "GET" => (self.look_up(target), true),
            "HEAD" => (self.look_up(target), false),
            "" => (Answer::BadRequest, true),
            _ => (Answer::BadMethod, true),
        }
    }

    fn look_up(&self, target: &str) -> Answer {
        let (path, query) = target.split_once('?').map_or((target, ""), |(path, query)| (path, query));
        let Some(path) = percent_decoded(path) else { return Answer::BadRequest };
        let Some(inside) = path.strip_prefix(&self.mount) else {
            return if path == "/" || self.mount.trim_end_matches('/') == path {
                Answer::Redirect(self.mount.clone())
            } else {
                Answer::NotFound
            };
        };
        let Some(mut file) = self.inside(inside) else { return Answer::NotFound };
        if file.is_dir() {
            if !path.ends_with('/') {
                let query = if query.is_empty() { String::new() } else { format!("?{query}") };
                return Answer::Redirect(format!("{path}/{query}"));
            }
            file.push("index.html");
        }
        match fs::read(&file) {
            Ok(body) => Answer::File { body, mime: mime(&file) },
            Err(_) => Answer::NotFound,
        }
    }

    /// The file that a path names, unless it leads out of the root by `..`, a root or a link.
    fn inside(&self, path: &str) -> Option<PathBuf> {
        let plain =
            !path.contains('\\') && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        let file = self.root.join(path).canonicalize().ok()?;
        (plain && file.starts_with(&self.root)).then_some(file)
    }
}

fn send(mut stream: TcpStream, answer: &Answer, with_body: bool) -> io::Result<()> {
    let text = "text/plain; charset=utf-8";
    let (status, mime, body): (_, _, &[u8]) = match answer {
        Answer::File { body, mime } => ("200 OK", *mime, body),
        Answer::Redirect(_) => ("308 Permanent Redirect", text, b""),
        Answer::NotFound => ("404 Not Found", text, b"There is no such file.\n"),
        Answer::BadMethod => ("405 Method Not Allowed", text, b"Only GET and HEAD.\n"),
        Answer::BadRequest => ("400 Bad Request", text, b"This request can't be understood.\n"),
    };
    let mut head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {}\r\n\
         Content-Security-Policy: {POLICY}\r\nX-Content-Type-Options: nosniff\r\n\
         Referrer-Policy: no-referrer\r\nCache-Control: no-cache\r\nConnection: close\r\n",
        body.len()
    );
    if let Answer::Redirect(to) = answer {
        // A line break would end the header: such a path was never ours.
        let to: String = to.chars().filter(|c| !c.is_control()).collect();
        write!(head, "Location: {to}\r\n").ok();
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())?;
    if with_body {
        stream.write_all(body)?;
    }
    stream.flush()
}

/// The media type by the file's extension; without `application/wasm` wasm is not streamed.
fn mime(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "webmanifest" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// `%41` as `A`; `None` for a broken escape, bytes that are no text, or a control character.
fn percent_decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, tail) = tail.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
        rest = tail;
    }
    let text = String::from_utf8(bytes).ok()?;
    (!text.chars().any(char::is_control)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site with one page and a secret beside it.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let dir = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
            fs::create_dir_all(dir.join("site/sub")).expect("a temporary folder");
            fs::write(dir.join("secret.txt"), "secret").expect("a file");
            fs::write(dir.join("site/index.html"), "page").expect("a file");
            fs::write(dir.join("site/sub/index.html"), "sub").expect("a file");
            fs::write(dir.join("site/a b.wasm"), "wasm").expect("a file");
            Self(dir)
        }

        fn site(&self, mount: &str) -> Site {
            let root = self.0.join("site").canonicalize().expect("the folder is there");
            Site { root, mount: mount.to_owned() }
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).ok();
        }
    }

    fn file(body: &str, mime: &'static str) -> Answer {
        Answer::File { body: body.into(), mime }
    }

    #[test]
    fn files_are_served_with_their_media_type() {
        let folder = Folder::new("mime");
        let site = folder.site("/lab/");
        let html = "text/html; charset=utf-8";
        assert_eq!(site.look_up("/lab/?t=5"), file("page", html));
        assert_eq!(site.look_up("/lab/index.html"), file("page", html));
        assert_eq!(site.look_up("/lab/sub/"), file("sub", html));
        assert_eq!(site.look_up("/lab/a%20b.wasm"), file("wasm", "application/wasm"));
        assert_eq!(site.look_up("/lab/none.js"), Answer::NotFound);
    }

    #[test]
    fn a_folder_without_its_slash_is_redirected_so_that_relative_paths_hold() {
        let folder = Folder::new("slash");
        let site = folder.site("/lab/");
        assert_eq!(site.look_up("/lab"), Answer::Redirect("/lab/".into()));
        assert_eq!(site.look_up("/"), Answer::Redirect("/lab/".into()));
        assert_eq!(site.look_up("/lab/sub?x=1"), Answer::Redirect("/lab/sub/?x=1".into()));
    }

    #[test]
    fn no_path_leads_out_of_the_folder() {
        let folder = Folder::new("out");
        let site = folder.site("/");
        for target in [
            "/../secret.txt",
            "/sub/../../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/..\\secret.txt",
            "//etc/passwd",
            "/sub/%2Fetc/passwd",
        ] {
            assert_eq!(site.look_up(target), Answer::NotFound, "{target}");
        }
        for target in ["/%00", "/%0d%0aX: y", "/%4", "/%zz", "/%ff"] {
            assert_eq!(site.look_up(target), Answer::BadRequest, "{target}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_points_outside_is_not_followed() {
        let folder = Folder::new("link");
        let site = folder.site("/");
        std::os::unix::fs::symlink(folder.0.join("secret.txt"), site.root.join("link.txt")).expect("a link");
        assert_eq!(site.look_up("/link.txt"), Answer::NotFound);
    }

    #[test]
    fn only_get_and_head_are_answered() {
        let folder = Folder::new("method");
        let site = folder.site("/");
        assert!(site.respond("GET / HTTP/1.1\r\n").1);
        assert!(!site.respond("HEAD / HTTP/1.1\r\n").1);
        assert_eq!(site.respond("POST / HTTP/1.1\r\n").0, Answer::BadMethod);
        assert_eq!(site.respond("\r\n").0, Answer::BadRequest);
    }

    #[test]
    fn an_answer_carries_the_policy_over_the_wire() {
        let folder = Folder::new("wire");
        let server = Server::bind(0, "/lab/", &folder.0.join("site")).expect("a free port");
        let address = server.address;
        server.run_in_background();
        let mut stream = TcpStream::connect(address).expect("the server listens");
        stream.write_all(b"GET /lab/ HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("an answer");
        assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
        assert!(text.contains("script-src 'self' 'wasm-unsafe-eval'; style-src 'self';"), "{text}");
        assert!(text.ends_with("\r\n\r\npage"), "{text}");
    }
}
