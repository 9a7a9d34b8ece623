//! *Load my group…*: text by paste, by drop or from files, a live report, and then the page shows that group.

use std::rc::Rc;

use rebalance_js::{FoundGroup, GroupReading, SourceFile, read_groups};
use rebalance_model::scenario::limits::IMPORT_BYTES;
use rebalance_view::Action;
use rebalance_view::text::{self, Page};
use web_sys::{FileList, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::{Dialogs, Put, report};
use crate::components::deck::chosen;
use crate::components::markup::{quiet_button, say};
use crate::platform::{files, timer};

/// Everything that was put in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sources {
    text: Rc<str>,
    files: Vec<SourceFile>,
    unreadable: Vec<String>,
}

impl Sources {
    /// Changes what was put in.
    pub(super) fn take(&mut self, put: Put) {
        match put {
            Put::Text(text) => self.text = text.into(),
            Put::File(files::Content { name, bytes: Some(bytes) }) => {
                self.files.push(SourceFile { name, bytes: bytes.into() });
            }
            Put::File(files::Content { name, bytes: None }) => self.unreadable.push(name),
            Put::Remove(place) if place < self.files.len() => drop(self.files.remove(place)),
            _ => {}
        }
    }

    fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.files.is_empty()
    }

    /// What it comes to.
    pub(super) fn read(&self, words: &'static Page) -> GroupReading {
        if self.is_empty() {
            return GroupReading::default();
        }
        let mut all = self.files.clone();
        if !self.text.trim().is_empty() {
            all.push(SourceFile { name: words.load_pasted.to_owned(), bytes: self.text.as_bytes().into() });
        }
        read_groups(&all)
    }
}

/// Pause before everything is read anew.
const READING_PAUSE_MS: u32 = 120;
/// Bytes from which on a paste is kept as a file: a field with megabytes in it makes a browser crawl.
const LARGE_PASTE: usize = 200_000;
/// Kafka's own layout, in every language.
const PLACEHOLDER: &str = "GROUP           TOPIC    PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  CONSUMER-ID        HOST         CLIENT-ID\norders-service  orders   0          1042            1045            3    c1-0b1f…  /10.0.0.11   c1";

impl Dialogs {
    pub(super) fn read_soon(&mut self, ctx: &Context<Self>) {
        self.reading_soon = Some(timer::after(READING_PAUSE_MS, ctx.link().callback(|()| Put::Read)));
    }

    /// The content of the dialog.
    pub(super) fn load(&self, ctx: &Context<Self>) -> Html {
        let words = text::page(ctx.props().lang());
        let place = self.chosen.min(self.reading.groups.len().saturating_sub(1));
        html! {
            <>
                <div class="dialog-body">
                    { self.input(ctx, words) }
                    { report::view(&self.reading, place, words) }
                </div>
                { self.foot(ctx, self.reading.groups.get(place), words) }
            </>
        }
    }

    /// Which group it is, and the button that shows it.
    fn foot(&self, ctx: &Context<Self>, found: Option<&FoundGroup>, words: &'static Page) -> Html {
        let show = found.map(|found| {
            let (desk, group) = (ctx.props().desk.clone(), found.group.clone());
            Callback::from(move |_: MouseEvent| {
                desk.ask(Action::LoadGroup(group.clone()));
                desk.ask(Action::CloseDialog);
            })
        });
        let which = match found {
            Some(found) => {
                html! { <>{ self.group_name(ctx, found, words) }<span class="mute">{ size_of(found, words) }</span></> }
            }
            None if self.sources.is_empty() => Html::default(),
            None => html! { <span class="mute">{ words.load_none }</span> },
        };
        html! {
            <div class="dialog-foot" aria-live="polite">
                { which }
                <span class="end"><button class="primary" disabled={found.is_none()} onclick={show}>{ words.load_show }</button></span>
            </div>
        }
    }

    fn group_name(&self, ctx: &Context<Self>, found: &FoundGroup, words: &'static Page) -> Html {
        if self.reading.groups.len() == 1 {
            return html! { <code class="name">{ say(&found.group.name) }</code> };
        }
        let options = self.reading.groups.iter().map(|g| {
            html! { <option selected={Rc::ptr_eq(&g.group, &found.group)}>{ say(&g.group.name) }</option> }
        });
        let onchange = ctx.link().callback(|event: Event| Put::Choose(chosen(&event).unwrap_or(0)));
        html! { <select aria-label={words.load_which} {onchange}>{ for options }</select> }
    }

    /// Field, drop target and files.
    fn input(&self, ctx: &Context<Self>, words: &'static Page) -> Html {
        let link = ctx.link();
        let put = link.callback(|put: Put| put);
        let take = {
            let done = link.callback(Put::File);
            Callback::from(move |list: Option<FileList>| {
                if let Some(list) = list {
                    files::read(&list, IMPORT_BYTES, &done);
                }
            })
        };
        let over = |is_over: bool| {
            let put = put.clone();
            Callback::from(move |event: DragEvent| {
                event.prevent_default();
                put.emit(Put::Over(is_over));
            })
        };
        let ondrop = {
            let (take, over) = (take.clone(), over(false));
            Callback::from(move |event: DragEvent| {
                let list = event.data_transfer().and_then(|d| d.files());
                over.emit(event);
                take.emit(list);
            })
        };
        let onchange = Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                take.emit(input.files());
                // Else the same file could not be chosen again.
                input.set_value("");
            }
        });
        html! {
            <div class="drop" data-is={if self.is_over { "over" } else { "" }} ondragover={over(true)} ondragleave={over(false)} {ondrop}>
                <p class="mute" id="load-intro">{ words.load_intro }</p>
                { self.field(&put, words) }
                <div class="row">
                    <label class="file"><input class="sr" type="file" multiple={true} {onchange} /><span>{ words.load_files }</span></label>
                    { self.chips(&put, words) }
                </div>
            </div>
        }
    }

    fn field(&self, put: &Callback<Put>, words: &'static Page) -> Html {
        let (typed, pasted) = (put.clone(), put.clone());
        let oninput = Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                typed.emit(Put::Text(field.value()));
            }
        });
        let onpaste = Callback::from(move |event: Event| {
            if let Some(text) = files::pasted_beyond(&event, LARGE_PASTE) {
                event.prevent_default();
                let name = words.load_pasted.to_owned();
                pasted.emit(Put::File(files::Content { name, bytes: Some(text.into_bytes()) }));
            }
        });
        html! {
            <textarea aria-label={words.load_text} aria-describedby="load-intro" spellcheck="false" autocomplete="off" wrap="off"
                placeholder={PLACEHOLDER} value={self.sources.text.to_string()} {oninput} {onpaste} />
        }
    }

    /// The files that were put in, each with a button that takes it away.
    fn chips(&self, put: &Callback<Put>, words: &'static Page) -> Html {
        let chips = self.sources.files.iter().enumerate().map(|(i, file)| {
            let put = put.clone();
            let remove = Callback::from(move |_: MouseEvent| put.emit(Put::Remove(i)));
            let name = [&file.name, " · ", &size(file.bytes.len())].concat();
            html! { <li><span>{ say(&name) }</span>{ quiet_button("#i-close", &[words.load_remove, " ", &file.name].concat(), remove) }</li> }
        });
        let unreadable = self.sources.unreadable.iter().map(|name| {
            html! { <li class="bad">{ say(&[name, " ", words.load_unreadable].concat()) }</li> }
        });
        html! { <ul class="sources">{ for chips }{ for unreadable }</ul> }
    }
}

fn size_of(found: &FoundGroup, words: &'static Page) -> Html {
    let (members, partitions) = (found.members.to_string(), found.partitions.to_string());
    say(&[words.members, " ", &members, " · ", words.partitions, " ", &partitions].concat())
}

fn size(bytes: usize) -> String {
    let (n, unit) = match bytes {
        0..10_000 => (bytes, " B"),
        10_000..10_000_000 => (bytes / 1000, " kB"),
        _ => (bytes / 1_000_000, " MB"),
    };
    n.to_string() + unit
}
