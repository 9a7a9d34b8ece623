//! *Load my group…*: text by paste, by drop or from files, a live report, and then the page shows that group.
//!
//! A part of the page that is fetched when it opens first, with the importer: nothing else names what shows it but by
//! [`here`].

use std::cell::Cell;
use std::hint::black_box;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use rebalance_js::reader::read;
use rebalance_js::{FoundGroup, GroupReading};
use rebalance_view::text::{self, Load};
use rebalance_view::{Action, Lang};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Event, HtmlInputElement, HtmlTextAreaElement};
use yew::{Callback, Html, TargetCast as _};

use super::drops::{puts, puts_to, take_files};
use super::{Part, Put, recording, report};
use crate::components::deck::chosen;
use crate::components::pane::{Make, Panel, Tell, Word};
use crate::components::small::{choice, quiet_button};
use crate::markup;
use crate::platform::{files, parts, timer};
use crate::recordings;

thread_local! {
    static HERE: Cell<Option<Make>> = const { Cell::new(None) };
}

/// What makes it; none before its part of the page is here.
pub fn here() -> Option<Make> {
    HERE.get()
}

/// For `loader.js`: the part is here.
#[wasm_bindgen]
pub fn part_reader() {
    // The compiler is not to see that it is always this function: it would call it without asking.
    HERE.set(Some(black_box(LoadDialog::make as Make)));
}

/// See the module.
#[derive(Debug)]
struct LoadDialog {
    put: Callback<Put>,
    sources: Sources,
    reading: GroupReading,
    /// Which of the groups that were read is looked at.
    chosen: usize,
    /// A moment after the last change everything is read: megabytes at every key would stall typing.
    reading_soon: Option<Timeout>,
    /// What reads recordings has been asked for.
    asked: bool,
}

/// Everything that was put in.
#[derive(Clone, Debug, Default)]
struct Sources {
    text: Rc<str>,
    /// Name and bytes of each.
    files: Vec<(String, Uint8Array)>,
    unreadable: Vec<String>,
}

impl Sources {
    /// Changes what was put in.
    fn take(&mut self, put: Put) {
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

    /// Whether any of it is meant to be a recording.
    fn has_recording(&self) -> bool {
        let is_file = |(_, bytes): &(String, Uint8Array)| recording::is_meant(&bytes.to_vec());
        recording::is_meant(self.text.as_bytes()) || self.files.iter().any(is_file)
    }

    /// What it comes to.
    fn read(&self, lang: Lang) -> GroupReading {
        if self.is_empty() {
            return GroupReading::default();
        }
        let mut all: Vec<_> = self.files.iter().map(|(name, bytes)| (name.clone(), bytes.to_vec())).collect();
        if !self.text.trim().is_empty() {
            all.push((text::load(lang).pasted.to_owned(), self.text.as_bytes().to_vec()));
        }
        let (recordings, texts): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, bytes)| recording::is_meant(bytes));
        let mut reading = if texts.is_empty() { GroupReading::default() } else { read(&texts, lang) };
        for (name, bytes) in recordings {
            recording::read_into(&mut reading, name, &bytes, lang);
        }
        reading
    }
}

/// Pause before everything is read anew.
const READING_PAUSE_MS: u32 = 120;
/// Bytes from which on a paste is kept as a file: a field with megabytes in it makes a browser crawl.
const LARGE_PASTE: usize = 200_000;
/// Kafka's own layout, in every language.
const PLACEHOLDER: &str = "GROUP           TOPIC    PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  CONSUMER-ID        HOST         CLIENT-ID\norders-service  orders   0          1042            1045            3    c1-0b1f…  /10.0.0.11   c1";

impl Panel for LoadDialog {
    fn heard(&mut self, word: Word, part: &Part) -> bool {
        let Word::Put(put) = word else { return false };
        match put {
            Put::Choose(chosen) => self.chosen = chosen,
            Put::ReadAll => self.read_all(part.lang()),
            put => {
                self.sources.take(put);
                self.read_soon();
            }
        }
        true
    }

    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        let speaks_otherwise = old.lang() != new.lang();
        if speaks_otherwise {
            self.reading = self.sources.read(new.lang());
        }
        speaks_otherwise
    }

    fn view(&self, part: &Part) -> Html {
        let words = text::load(part.lang());
        let place = self.chosen.min(self.reading.groups.len().saturating_sub(1));
        markup!(
            "<div class=\"dialog-body\">{}{}</div>{}",
            self.input(words),
            report::view(&self.reading, place, words),
            self.foot(part, self.reading.groups.get(place), words)
        )
    }
}

impl LoadDialog {
    /// With nothing put in.
    fn make(_part: &Part, tell: Tell) -> Box<dyn Panel> {
        Box::new(Self {
            put: puts_to(tell),
            sources: Sources::default(),
            reading: GroupReading::default(),
            chosen: 0,
            reading_soon: None,
            asked: false,
        })
    }

    fn read_all(&mut self, lang: Lang) {
        self.reading_soon = None;
        let lacks_part = self.sources.has_recording() && recordings::opener().is_none();
        // Once: where it can't be had, that is said of each file.
        self.asked = lacks_part && !self.asked;
        if self.asked {
            let put = self.put.clone();
            parts::fetch(recordings::PART, Callback::from(move |_| put.emit(Put::ReadAll)));
            return;
        }
        let reading = self.sources.read(lang);
        // One that was dropped is what one wants to see.
        if reading.groups.len() > self.reading.groups.len() {
            self.chosen = reading.groups.iter().rposition(recording::is_one).unwrap_or(self.chosen);
        }
        self.reading = reading;
    }

    fn read_soon(&mut self) {
        let put = self.put.clone();
        self.reading_soon = Some(timer::after(READING_PAUSE_MS, Callback::from(move |()| put.emit(Put::ReadAll))));
    }

    /// Whether so much waits to be read that the page stands still meanwhile: said before, as nothing can be then.
    fn reads_long(&self) -> bool {
        let bytes = self.sources.files.iter().map(|(_, bytes)| bytes.length() as usize).sum::<usize>();
        self.asked || self.reading_soon.is_some() && bytes + self.sources.text.len() > LARGE_PASTE
    }

    /// Which group it is, and the button that shows it.
    fn foot(&self, part: &Part, found: Option<&FoundGroup>, words: &'static Load) -> Html {
        let show = found.map(|found| {
            let (desk, group) = (part.desk.clone(), found.group.clone());
            Callback::from(move |_: Event| {
                desk.ask(Action::LoadGroup(group.clone()));
                desk.ask(Action::CloseDialog);
            })
        });
        let which = match found {
            _ if self.reads_long() => words.reading.to_owned(),
            Some(found) => size_of(found, words),
            None if self.sources.is_empty() => String::new(),
            None => words.none.to_owned(),
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
            recording::show(found, words)
        )
    }

    fn group_name(&self, found: &FoundGroup, words: &'static Load) -> Html {
        if self.reading.groups.len() == 1 {
            return markup!("<code class=\"name\">{}</code>", &found.group.name);
        }
        let groups = self.reading.groups.iter();
        let options: Vec<_> = groups.map(|g| choice(&g.group.name, Rc::ptr_eq(&g.group, &found.group))).collect();
        let onchange = puts(&self.put, |put, event| put.emit(Put::Choose(chosen(&event).unwrap_or(0))));
        markup!("<select aria-label={} onchange={}>{}</select>", words.which, onchange, options)
    }

    /// Field, drop target and files.
    fn input(&self, words: &'static Load) -> Html {
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
            words.intro,
            words.text,
            PLACEHOLDER,
            &*self.sources.text,
            puts(&self.put, |put, event| {
                if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                    put.emit(Put::Text(field.value()));
                }
            }),
            self.pasted(words.pasted),
            puts(&self.put, |put, event| {
                if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                    take_files(put, input.files());
                    // Else the same file could not be chosen again.
                    input.set_value("");
                }
            }),
            words.files,
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
    fn chips(&self, words: &'static Load) -> Vec<Html> {
        let mut chips = Vec::new();
        for (i, (name, bytes)) in self.sources.files.iter().enumerate() {
            let put = self.put.clone();
            let remove = Callback::from(move |_: Event| put.emit(Put::Remove(i)));
            let label = [name, " · ", &size(bytes.length())].concat();
            let button = quiet_button("#i-close", &[words.remove, " ", name].concat(), remove);
            chips.push(markup!("<li><span>{}</span>{}</li>", label, button));
        }
        for name in &self.sources.unreadable {
            chips.push(markup!("<li class=\"bad\">{} {}</li>", name, words.unreadable));
        }
        chips
    }
}

fn size_of(found: &FoundGroup, words: &'static Load) -> String {
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
