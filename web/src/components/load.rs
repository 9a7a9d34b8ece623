//! *Load my group…*: text by paste, by drop or from files, a live report, and then the page shows that group.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use rebalance_js::{GroupReading, SourceFile, read_groups};
use rebalance_model::scenario::limits::IMPORT_BYTES;
use rebalance_view::text::Page;
use rebalance_view::{Action, Lang, text};
use web_sys::{FileList, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::icon::Icon;
use super::modal::Modal;
use super::report::Report;
use crate::context::use_desk;
use crate::platform::files;

/// What the dialog needs.
#[derive(Clone, Copy, Debug, PartialEq, Properties)]
pub struct LoadProps {
    /// Whether it is open.
    pub open: bool,
    /// Language.
    pub lang: Lang,
}

/// See the module. What was put in stays until the page is left, also while the dialog is closed.
#[component]
pub fn Load(props: &LoadProps) -> Html {
    let words = text::page(props.lang);
    let sources = use_reducer(Sources::default);
    html! {
        <Modal open={props.open} title={words.load_title} dismiss={words.dismiss} id="load-title">
            <Form sources={sources.clone()} lang={props.lang} />
        </Modal>
    }
}

/// Everything that was put in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sources {
    text: Rc<str>,
    files: Vec<SourceFile>,
    unreadable: Vec<String>,
}

/// What can be done to it.
#[derive(Debug)]
pub enum Put {
    /// The field has this text.
    Text(String),
    /// These files, beside those that are there.
    Files(Vec<files::Content>),
    /// The file at this place is taken away.
    Remove(usize),
}

impl Reducible for Sources {
    type Action = Put;

    fn reduce(self: Rc<Self>, put: Put) -> Rc<Self> {
        let mut next = (*self).clone();
        match put {
            Put::Text(text) => next.text = text.into(),
            Put::Files(contents) => {
                next.unreadable.clear();
                for content in contents {
                    match content.bytes {
                        Some(bytes) => next.files.push(SourceFile { name: content.name, bytes: bytes.into() }),
                        None => next.unreadable.push(content.name),
                    }
                }
            }
            Put::Remove(place) => {
                if place < next.files.len() {
                    next.files.remove(place);
                }
            }
        }
        Rc::new(next)
    }
}

impl Sources {
    fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.files.is_empty()
    }

    fn all(&self, pasted: &str) -> Vec<SourceFile> {
        let mut all = self.files.clone();
        if !self.text.trim().is_empty() {
            all.push(SourceFile { name: pasted.to_owned(), bytes: self.text.as_bytes().into() });
        }
        all
    }
}

/// What the form needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct FormProps {
    /// Everything that was put in.
    pub sources: UseReducerHandle<Sources>,
    /// Language.
    pub lang: Lang,
}

/// The dialog's content.
#[component]
pub fn Form(props: &FormProps) -> Html {
    let desk = use_desk();
    let words = text::page(props.lang);
    let reading = use_reading(&props.sources, words);
    let chosen = use_state_eq(|| 0_usize);
    let found = reading.groups.get(*chosen).or(reading.groups.first());
    let show = found.map(|found| {
        let (desk, group) = (desk.clone(), found.group.clone());
        Callback::from(move |_: MouseEvent| {
            desk.ask(Action::LoadGroup(group.clone()));
            desk.ask(Action::CloseDialog);
        })
    });
    let choose = {
        let chosen = chosen.setter();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                chosen.set(usize::try_from(select.selected_index()).unwrap_or(0));
            }
        })
    };
    let place = (*chosen).min(reading.groups.len().saturating_sub(1));
    let options = reading
        .groups
        .iter()
        .enumerate()
        .map(|(i, g)| html! { <option selected={i == place}>{ &g.group.name }</option> });
    html! {
        <>
            <div class="dialog-body">
                <Input sources={props.sources.clone()} lang={props.lang} />
                <Report reading={reading.clone()} chosen={place} lang={props.lang} />
            </div>
            <div class="dialog-foot" aria-live="polite">
                if let Some(found) = found {
                    if reading.groups.len() > 1 {
                        <select aria-label={words.load_which} onchange={choose}>{ for options }</select>
                    } else {
                        <code class="name">{ &found.group.name }</code>
                    }
                    <span class="mute">{ words.members }{ " " }{ found.members }{ " · " }{ words.partitions }{ " " }{ found.partitions }</span>
                } else if !props.sources.is_empty() {
                    <span class="mute">{ words.load_none }</span>
                }
                <span class="end"><button class="primary" disabled={found.is_none()} onclick={show}>{ words.load_show }</button></span>
            </div>
        </>
    }
}

/// The report of what was put in, a moment after the last change: reading megabytes at every key would stall typing.
#[hook]
fn use_reading(sources: &UseReducerHandle<Sources>, words: &'static Page) -> Rc<GroupReading> {
    const PAUSE_MS: u32 = 120;
    let reading = use_state(|| Rc::new(GroupReading::default()));
    let set = reading.setter();
    use_effect_with((**sources).clone(), move |sources| {
        let sources = sources.clone();
        let timer = Timeout::new(PAUSE_MS, move || {
            let all = sources.all(words.load_pasted);
            set.set(Rc::new(if all.is_empty() { GroupReading::default() } else { read_groups(&all) }));
        });
        move || drop(timer)
    });
    (*reading).clone()
}

/// Field, drop target and files.
#[component]
fn Input(props: &FormProps) -> Html {
    let words = text::page(props.lang);
    let is_over = use_state_eq(|| false);
    let sources = props.sources.dispatcher();
    let take: Callback<FileList> = {
        let sources = sources.clone();
        Callback::from(move |list: FileList| {
            let sources = sources.clone();
            files::read(&list, IMPORT_BYTES, move |contents| sources.dispatch(Put::Files(contents)));
        })
    };
    let oninput = {
        let sources = sources.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                sources.dispatch(Put::Text(field.value()));
            }
        })
    };
    let onpaste = {
        let (sources, name) = (sources.clone(), words.load_pasted);
        Callback::from(move |event: Event| {
            // A field with megabytes in it makes a browser crawl: such a paste is kept as a file is.
            if let Some(text) = files::pasted_beyond(&event, LARGE_PASTE) {
                event.prevent_default();
                sources.dispatch(Put::Files(vec![files::Content {
                    name: name.to_owned(),
                    bytes: Some(text.into_bytes()),
                }]));
            }
        })
    };
    let (ondragover, ondragleave) = (over(&is_over, true), over(&is_over, false));
    let ondrop = {
        let (take, is_over) = (take.clone(), is_over.setter());
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            is_over.set(false);
            if let Some(list) = event.data_transfer().and_then(|d| d.files()) {
                take.emit(list);
            }
        })
    };
    let onchange = Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            if let Some(list) = input.files() {
                take.emit(list);
            }
            // Else the same file could not be chosen again.
            input.set_value("");
        }
    });
    html! {
        <div class={classes!("drop", is_over.then_some("over"))} {ondragover} {ondragleave} {ondrop}>
            <p class="mute" id="load-intro">{ words.load_intro }</p>
            <textarea aria-label={words.load_text} aria-describedby="load-intro" spellcheck="false" autocomplete="off" wrap="off"
                placeholder={PLACEHOLDER} value={props.sources.text.to_string()} {oninput} onpaste={onpaste} />
            <div class="row">
                <label class="file"><input class="sr" type="file" multiple={true} {onchange} /><span>{ words.load_files }</span></label>
                { chips(&props.sources, &sources, words) }
            </div>
        </div>
    }
}

/// Bytes from which on a paste is kept as a file.
const LARGE_PASTE: usize = 200_000;

/// Kafka's own layout, in every language.
const PLACEHOLDER: &str = "GROUP           TOPIC    PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  CONSUMER-ID        HOST         CLIENT-ID\norders-service  orders   0          1042            1045            3    c1-0b1f…  /10.0.0.11   c1";

fn over(state: &UseStateHandle<bool>, is_over: bool) -> Callback<DragEvent> {
    let set = state.setter();
    Callback::from(move |event: DragEvent| {
        event.prevent_default();
        set.set(is_over);
    })
}

/// The files that were put in, each with a button that takes it away.
fn chips(sources: &Sources, dispatch: &UseReducerDispatcher<Sources>, words: &'static Page) -> Html {
    let chips = sources.files.iter().enumerate().map(|(i, file)| {
        let (dispatch, name) = (dispatch.clone(), [words.load_remove, " ", &file.name].concat());
        let onclick = Callback::from(move |_: MouseEvent| dispatch.dispatch(Put::Remove(i)));
        html! {
            <li><span>{ &file.name }{ " · " }{ size(file.bytes.len()) }</span>
                <button class="icon quiet" aria-label={name} {onclick}><Icon name="#i-close" /></button></li>
        }
    });
    let unreadable =
        sources.unreadable.iter().map(|name| html! { <li class="bad">{ name }{ " " }{ words.load_unreadable }</li> });
    html! { <ul class="sources">{ for chips }{ for unreadable }</ul> }
}

fn size(bytes: usize) -> String {
    match bytes {
        0..10_000 => [bytes.to_string().as_str(), " B"].concat(),
        10_000..10_000_000 => [(bytes / 1000).to_string().as_str(), " kB"].concat(),
        _ => [(bytes / 1_000_000).to_string().as_str(), " MB"].concat(),
    }
}
