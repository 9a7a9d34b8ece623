//! The page, mounted for one test; and hands and eyes for it.

use std::cell::RefCell;
use std::ops::Deref;

use js_sys::{Function, Promise, Reflect};
use rebalance_web::{app::App, components, korean};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    Document, Element, Event, EventInit, HtmlElement, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent,
    KeyboardEventInit, MouseEventInit, PointerEvent, PointerEventInit,
};
use yew::{AppHandle, scheduler};

use crate::eyes::{Eyes, until};

/// A page. It goes away with this.
pub(crate) struct Page(Eyes);

impl Deref for Page {
    type Target = Eyes;

    fn deref(&self) -> &Eyes {
        &self.0
    }
}

thread_local! {
    /// The page that is there. A test that fails drops nothing: what it left would hear the keys of the tests after it.
    static MOUNTED: RefCell<Option<(AppHandle<App>, Element)>> = const { RefCell::new(None) };
}

fn unmount() {
    if let Some((handle, root)) = MOUNTED.take() {
        handle.destroy();
        root.remove();
    }
}

pub(crate) fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// What the page gets that asks for a part, in the place of `loader.js`.
pub(crate) fn lend_part(part: Promise) {
    let fetch = Closure::<dyn Fn(String) -> Promise>::new(move |_| part.clone());
    let name = JsValue::from_str("fetchPart");
    Reflect::set(&web_sys::window().unwrap(), &name, &fetch.into_js_value()).unwrap();
}

/// What the page gets that asks for the text of a file, in the place of `loader.js`.
pub(crate) fn lend_text(text: Promise) {
    let fetch = Closure::<dyn Fn(String) -> Promise>::new(move |_| text.clone());
    let name = JsValue::from_str("fetchText");
    Reflect::set(&web_sys::window().unwrap(), &name, &fetch.into_js_value()).unwrap();
}

/// A promise that is kept when the function is called.
pub(crate) fn promised() -> (Promise, Function) {
    let mut keep = None;
    let promise = Promise::new(&mut |resolve, _| keep = Some(resolve.unchecked_into()));
    (promise, keep.unwrap())
}

/// A promise that is kept: parts are linked here.
pub(crate) fn kept() -> Promise {
    korean::part_korean();
    components::beside::part_views();
    components::dialogs::load::part_reader();
    components::dialogs::share::part_share();
    components::claims::part_claims();
    components::settings::part_settings();
    rebalance_web::recordings::part_recorded();
    rebalance_web::crowd::part_crowd();
    Promise::resolve(&JsValue::NULL)
}

impl Page {
    /// The page as an address with `query` opens it.
    pub(crate) async fn open(query: &str) -> Self {
        unmount();
        let address = ["?", query].concat();
        let history = web_sys::window().unwrap().history().unwrap();
        history.replace_state_with_url(&JsValue::NULL, "", Some(&address)).unwrap();
        lend_part(kept());
        let root = document().create_element("div").unwrap();
        document().body().unwrap().append_child(&root).unwrap();
        let handle = yew::Renderer::<App>::with_root(root.clone()).render();
        MOUNTED.set(Some((handle, root.clone())));
        scheduler::flush().await;
        let page = Self(Eyes { root });
        // The clock is written when everything is drawn and listens; what the address asks for may come after that.
        page.until("the page is there", |p| !p.text(".clock").is_empty() && !p.has(".coming")).await;
        page
    }

    /// The page standing still in the middle of ①.
    pub(crate) async fn paused() -> Self {
        Self::open("t=18000").await
    }

    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).iter().map(|e| e.text_content().unwrap_or_default()).collect()
    }

    /// The button whose text or name begins so.
    pub(crate) fn button(&self, name: &str) -> HtmlElement {
        let named = |b: &HtmlElement| {
            b.get_attribute("aria-label").is_some_and(|l| l.starts_with(name))
                || b.text_content().is_some_and(|t| t.starts_with(name))
        };
        self.all("button").into_iter().find(named).unwrap_or_else(|| panic!("no button {name}"))
    }

    pub(crate) async fn click(&self, name: &str) {
        self.button(name).click();
        scheduler::flush().await;
    }

    pub(crate) async fn press(&self, key: &str) {
        self.press_with(key, false).await;
    }

    pub(crate) async fn press_with(&self, key: &str, shift: bool) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_shift_key(shift);
        init.set_bubbles(true);
        init.set_cancelable(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        document().body().unwrap().dispatch_event(&event).unwrap();
        scheduler::flush().await;
    }

    /// Presses a key, with what is held besides, on the element that has the focus, or the page.
    pub(crate) async fn strike(&self, key: &str, held: &[&str]) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_shift_key(held.contains(&"Shift"));
        init.set_ctrl_key(held.contains(&"Control"));
        init.set_bubbles(true);
        init.set_cancelable(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        let focused = document().active_element().unwrap_or_else(|| document().body().unwrap().into());
        focused.dispatch_event(&event).unwrap();
        scheduler::flush().await;
    }

    /// A pointer presses on `element` at `part` of the width of `axis`, moves to each of the other parts of it, and lets go.
    #[expect(clippy::cast_possible_truncation, reason = "a place on a screen")]
    pub(crate) async fn drag(&self, element: &Element, axis: &Element, parts: &[f64], shift: bool) {
        let place = axis.get_bounding_client_rect();
        let fire = |kind: &str, part: f64| {
            let init = PointerEventInit::new();
            init.set_client_x((place.left() + place.width() * part) as i32);
            init.set_client_y(0);
            init.set_shift_key(shift);
            init.set_bubbles(true);
            init.set_cancelable(true);
            element.dispatch_event(&PointerEvent::new_with_event_init_dict(kind, &init).unwrap()).unwrap();
        };
        fire("pointerdown", parts[0]);
        for part in &parts[1..] {
            fire("pointermove", *part);
            scheduler::flush().await;
        }
        fire("pointerup", parts[parts.len() - 1]);
        scheduler::flush().await;
    }

    /// Types into a field and leaves it.
    pub(crate) async fn type_into(&self, selector: &str, text: &str) {
        let input: HtmlInputElement = self.one(selector).dyn_into().unwrap();
        input.set_value(text);
        fire(&input, "change");
        scheduler::flush().await;
    }

    /// Moves a slider.
    pub(crate) async fn slide(&self, selector: &str, place: &str) {
        let input: HtmlInputElement = self.one(selector).dyn_into().unwrap();
        input.set_value(place);
        fire(&input, "input");
        scheduler::flush().await;
    }

    /// Fills the text field of a dialog.
    pub(crate) async fn fill(&self, selector: &str, text: &str) {
        let field: HtmlTextAreaElement = self.one(selector).dyn_into().unwrap();
        field.set_value(text);
        fire(&field, "input");
        scheduler::flush().await;
    }

    /// Presses on a chart at `part` of its plot, from 0 to 1, and lets go.
    #[expect(clippy::cast_possible_truncation, reason = "a place on a screen")]
    pub(crate) async fn press_on_chart(&self, chart: usize, part: f64) {
        let plot = self.all_of(".plot")[chart].get_bounding_client_rect();
        let init = PointerEventInit::new();
        init.set_client_x((plot.left() + plot.width() * part) as i32);
        init.set_client_y((plot.top() + 4.0) as i32);
        init.set_bubbles(true);
        let _: &MouseEventInit = init.unchecked_ref();
        let event = PointerEvent::new_with_event_init_dict("pointerdown", &init).unwrap();
        self.all(".chart")[chart].dispatch_event(&event).unwrap();
        scheduler::flush().await;
    }

    /// The same for what is no HTML.
    pub(crate) fn all_of(&self, selector: &str) -> Vec<Element> {
        let list = self.root.query_selector_all(selector).unwrap();
        (0..list.length()).map(|i| list.get(i).unwrap().dyn_into().unwrap()).collect()
    }

    /// What all charts say, as their tables.
    pub(crate) fn charts(&self) -> Vec<String> {
        self.texts(".chart + .sr table")
    }

    /// What each chart draws of its run: states of the group too, which no table says.
    pub(crate) fn pictures(&self) -> Vec<String> {
        let drawn = |chart: &HtmlElement| {
            let boxes = chart.query_selector_all("rect[data-is]").unwrap();
            let each = (0..boxes.length()).map(|i| boxes.get(i).unwrap().unchecked_into::<Element>().outer_html());
            each.collect()
        };
        self.all(".chart").iter().map(drawn).collect()
    }

    /// The clock, in milliseconds of the group's time.
    pub(crate) fn clock_ms(&self) -> u64 {
        let text = self.text(".clock");
        let (minutes, rest) = text.split_once(':').unwrap();
        let (seconds, ms) = rest.split_once('.').unwrap();
        let number = |t: &str| t.parse::<u64>().unwrap_or_else(|_| panic!("the clock shows {text}"));
        (number(minutes) * 60 + number(seconds)) * 1000 + number(ms)
    }

    /// Waits until `holds`, at most some seconds.
    pub(crate) async fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        until(what, || holds(self)).await;
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if MOUNTED.with_borrow(|mounted| mounted.as_ref().is_some_and(|(_, root)| *root == self.root)) {
            unmount();
        }
    }
}

pub(crate) fn fire(target: &Element, kind: &str) {
    let init = EventInit::new();
    init.set_bubbles(true);
    let event = Event::new_with_event_init_dict(kind, &init).unwrap();
    target.dispatch_event(&event).unwrap();
}
