//! *Load my group…*: text by paste, by drop or from files, a live report, and then the page shows that group.

use std::rc::Rc;

use js_sys::Uint8Array;
use rebalance_js::reader::{self, Read};
use rebalance_js::{FoundGroup, GroupReading};
use rebalance_model::scenario::limits::IMPORT_BYTES;
use rebalance_view::Action;
use rebalance_view::text::Page;
use wasm_bindgen::JsCast as _;
use web_sys::{DragEvent, Event, FileList, HtmlInputElement, HtmlTextAreaElement};
use yew::{Callback, Html, TargetCast as _};

use super::{Dialogs, Part, Put, report};
use crate::components::deck::chosen;
use crate::components::small::{choice, quiet_button};
use crate::markup;
use crate::platform::listener::Listener;
use crate::platform::{dom, files, parts, timer};

/// Everything that was put in.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    text: Rc<str>,
    /// Name and bytes of each.
    files: Vec<(String, Uint8Array)>,
    unreadable: Vec<String>,
}

impl Sources {
    /// Changes what was put in.
    pub(super) fn take(&mut self, put: Put) {
        match put {
            Put::Text(text) => self.text = text.into(),
            Put::File(files::Content { name, bytes: Some(bytes) }) => self.files.push((name, bytes)),
            Put::File(files::Content { name, bytes: None }) => self.unreadable.push(name),
            Put::Remove(place) if place < self.files.len() => drop(self.files.remove(place)),
            _ => {}
        }
    }

    fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.files.is_empty()
    }

    /// What it comes to.
    fn read(&self, read: Read, words: &'static Page) -> GroupReading {
        let mut all: Vec<_> = self.files.iter().map(|(name, bytes)| (name.clone(), bytes.to_vec())).collect();
        if !self.text.trim().is_empty() {
            all.push((words.load_pasted.to_owned(), self.text.as_bytes().to_vec()));
        }
        read(&all)
    }
}

/// The reader, which is not here before somebody wants it.
#[derive(Debug, Default)]
pub(super) enum Access {
    /// Nobody wanted it yet.
    #[default]
    Unasked,
    /// It is being fetched.
    Coming,
    /// It is here.
    Here(Read),
    /// It could not be fetched.
    Failed,
}

/// Pause before everything is read anew.
const READING_PAUSE_MS: u32 = 120;
/// Bytes from which on a paste is kept as a file: a field with megabytes in it makes a browser crawl.
const LARGE_PASTE: usize = 200_000;
/// Kafka's own layout, in every language.
const PLACEHOLDER: &str = "GROUP           TOPIC    PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  CONSUMER-ID        HOST         CLIENT-ID\norders-service  orders   0          1042            1045            3    c1-0b1f…  /10.0.0.11   c1";

impl Dialogs {
    pub(super) fn read_soon(&mut self) {
        let put = self.put.clone();
        self.reading_soon = Some(timer::after(READING_PAUSE_MS, Callback::from(move |()| put.emit(Put::ReadAll))));
    }

    /// Sees to it that there is a reader, or will be.
    pub(super) fn fetch_reader(&mut self) {
        if matches!(self.reader, Access::Unasked | Access::Failed) {
            self.reader = Access::Coming;
            let put = self.put.clone();
            parts::fetch(
                "reader",
                Callback::from(move |came: Option<_>| put.emit(Put::Reader(came.and_then(|_| reader::here())))),
            );
        }
    }

    /// Takes the reader that has come, and reads what has been put in meanwhile.
    pub(super) fn take_reader(&mut self, read: Option<Read>, words: &'static Page) {
        self.reader = read.map_or(Access::Failed, Access::Here);
        if read.is_some() {
            self.read(words);
        }
    }

    /// Reads all that is there now; without a reader that waits until there is one.
    pub(super) fn read(&mut self, words: &'static Page) {
        if self.sources.is_empty() {
            self.reading = GroupReading::default();
        } else if let Access::Here(read) = self.reader {
            self.reading = self.sources.read(read, words);
        } else {
            self.fetch_reader();
        }
    }

    /// The content of the dialog.
    pub(super) fn load(&self, part: &Part, words: &'static Page) -> Html {
        let place = self.chosen.min(self.reading.groups.len().saturating_sub(1));
        markup!(
            "<div class=\"dialog-body\">{}{}</div>{}",
            self.input(words),
            report::view(&self.reading, place, words),
            self.foot(part, self.reading.groups.get(place), words)
        )
    }

    /// Which group it is, and the button that shows it.
    fn foot(&self, part: &Part, found: Option<&FoundGroup>, words: &'static Page) -> Html {
        let show = found.map(|found| {
            let (desk, group) = (part.desk.clone(), found.group.clone());
            Callback::from(move |_: Event| {
                desk.ask(Action::LoadGroup(group.clone()));
                desk.ask(Action::CloseDialog);
            })
        });
        let which = match (found, &self.reader) {
            (Some(found), _) => size_of(found, words),
            (None, Access::Failed) => words.load_failed.to_owned(),
            (None, Access::Coming) => words.load_coming.to_owned(),
            (None, _) if self.sources.is_empty() => String::new(),
            (None, _) => words.load_none.to_owned(),
        };
        markup!(
            "<div class=\"dialog-foot\" aria-live=\"polite\">
                {}<span class=\"mute\">{}</span>
                <span class=\"end\"><button class=\"primary\" disabled={} onclick={}>{}</button></span>
            </div>",
            found.map(|found| self.group_name(found, words)),
            which,
            found.is_none(),
            show,
            words.load_show
        )
    }

    fn group_name(&self, found: &FoundGroup, words: &'static Page) -> Html {
        if self.reading.groups.len() == 1 {
            return markup!("<code class=\"name\">{}</code>", &found.group.name);
        }
        let groups = self.reading.groups.iter();
        let options: Vec<_> = groups.map(|g| choice(&g.group.name, Rc::ptr_eq(&g.group, &found.group))).collect();
        let onchange = puts(&self.put, |put, event| put.emit(Put::Choose(chosen(&event).unwrap_or(0))));
        markup!("<select aria-label={} onchange={}>{}</select>", words.load_which, onchange, options)
    }

    /// Field, drop target and files.
    fn input(&self, words: &'static Page) -> Html {
        markup!(
            "<div class=\"drop\">
                <p class=\"mute\" id=\"load-intro\">{}</p>
                <textarea aria-label={} aria-describedby=\"load-intro\" spellcheck=\"false\" autocomplete=\"off\" wrap=\"off\"
                    placeholder={} value={} oninput={} onpaste={} />
                <div class=\"row\">
                    <label class=\"file\"><input class=\"sr\" type=\"file\" multiple onchange={} /><span>{}</span></label>
                    <ul class=\"sources\">{}</ul>
                </div>
            </div>",
            words.load_intro,
            words.load_text,
            PLACEHOLDER,
            &*self.sources.text,
            puts(&self.put, |put, event| {
                if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                    put.emit(Put::Text(field.value()));
                }
            }),
            self.pasted(words.load_pasted),
            puts(&self.put, |put, event| {
                if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                    take_files(put, input.files());
                    // Else the same file could not be chosen again.
                    input.set_value("");
                }
            }),
            words.load_files,
            self.chips(words)
        )
    }

    fn pasted(&self, name: &'static str) -> Callback<Event> {
        let put = self.put.clone();
        Callback::from(move |event: Event| {
            if let Some(text) = files::pasted_beyond(&event, LARGE_PASTE) {
                event.prevent_default();
                put.emit(Put::File(files::Content {
                    name: name.to_owned(),
                    bytes: Some(Uint8Array::from(text.as_bytes())),
                }));
            }
        })
    }

    /// The files that were put in, each with a button that takes it away.
    fn chips(&self, words: &'static Page) -> Vec<Html> {
        let mut chips = Vec::new();
        for (i, (name, bytes)) in self.sources.files.iter().enumerate() {
            let put = self.put.clone();
            let remove = Callback::from(move |_: Event| put.emit(Put::Remove(i)));
            let label = [name, " · ", &size(bytes.length())].concat();
            let button = quiet_button("#i-close", &[words.load_remove, " ", name].concat(), remove);
            chips.push(markup!("<li><span>{}</span>{}</li>", label, button));
        }
        for name in &self.sources.unreadable {
            chips.push(markup!("<li class=\"bad\">{} {}</li>", name, words.load_unreadable));
        }
        chips
    }
}

/// A callback for events that put something in.
fn puts(put: &Callback<Put>, take: fn(&Callback<Put>, Event)) -> Callback<Event> {
    let put = put.clone();
    Callback::from(move |event| take(&put, event))
}

/// Listeners for files that are dropped anywhere on the page. While files hang over it there are none to be had.
pub(super) fn drops(put: &Callback<Put>) -> [Listener; 2] {
    ["dragover", "drop"].map(|kind| {
        let call = puts(put, |put, event| {
            event.prevent_default();
            let files = event.unchecked_ref::<DragEvent>().data_transfer().and_then(|d| d.files());
            if files.as_ref().is_some_and(|list| list.length() > 0) {
                put.emit(Put::Dropped);
                take_files(put, files);
            }
        });
        Listener::new(&dom::window(), kind, call)
    })
}

fn take_files(put: &Callback<Put>, list: Option<FileList>) {
    if let Some(list) = list {
        let put = put.clone();
        files::read(&list, IMPORT_BYTES, &Callback::from(move |file| put.emit(Put::File(file))));
    }
}

fn size_of(found: &FoundGroup, words: &'static Page) -> String {
    let (members, partitions) = (found.members.to_string(), found.partitions.to_string());
    [words.members, " ", &members, " · ", words.partitions, " ", &partitions].concat()
}

fn size(bytes: u32) -> String {
    let (n, unit) = match bytes {
        0..10_000 => (bytes, " B"),
        10_000..10_000_000 => (bytes / 1000, " kB"),
        _ => (bytes / 1_000_000, " MB"),
    };
    n.to_string() + unit
}
