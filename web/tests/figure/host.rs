//! A host's page for one figure: a shadow root that it is in, and ears.

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;

use js_sys::{Function, JSON};
use rebalance_web::figure::door::{part_figure, part_figure_end, part_figure_root};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, KeyboardEvent, KeyboardEventInit, ShadowRootInit, ShadowRootMode};
use yew::scheduler;

use crate::eyes::{Eyes, until};

type Heard = Rc<RefCell<Vec<(String, String)>>>;

thread_local! {
    /// Keys that came out of figures to the document.
    pub(crate) static KEYS_OF_HOST: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// A page with a figure. It goes away with this.
pub(crate) struct Host {
    pub(crate) number: usize,
    element: Element,
    eyes: Eyes,
    heard: Heard,
    _tell: Closure<dyn FnMut(String, JsValue)>,
}

impl Deref for Host {
    type Target = Eyes;

    fn deref(&self) -> &Eyes {
        &self.eyes
    }
}

impl Host {
    pub(crate) async fn open(attributes: &str) -> Self {
        Self::with(attributes, None, false).await
    }

    pub(crate) async fn with(attributes: &str, scenario: Option<&str>, plays: bool) -> Self {
        Self::of(attributes, scenario, plays, true).await
    }

    pub(crate) async fn without_controls(attributes: &str) -> Self {
        Self::of(attributes, None, false, false).await
    }

    async fn of(attributes: &str, scenario: Option<&str>, plays: bool, has_controls: bool) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let element = document.create_element("div").unwrap();
        let shadow = element.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
        let body = document.body().unwrap();
        body.append_child(&element).unwrap();
        let keys = Closure::<dyn FnMut(KeyboardEvent)>::new(|event: KeyboardEvent| {
            KEYS_OF_HOST.with_borrow_mut(|heard| heard.push(event.key()));
        });
        body.add_event_listener_with_callback("keydown", keys.into_js_value().unchecked_ref::<Function>()).unwrap();
        let heard = Heard::default();
        let ears = heard.clone();
        let tell = Closure::<dyn FnMut(String, JsValue)>::new(move |name, detail: JsValue| {
            let detail = JSON::stringify(&detail).unwrap().as_string().unwrap();
            ears.borrow_mut().push((name, detail));
        });
        let function: Function = tell.as_ref().unchecked_ref::<Function>().clone();
        let scenario = scenario.map(str::to_owned);
        let number = part_figure(attributes, scenario, plays, has_controls, function).unwrap();
        let root = part_figure_root(number).unwrap();
        shadow.append_child(&root).unwrap();
        let host = Self { number, element, eyes: Eyes { root }, heard, _tell: tell };
        host.until("the figure is there", |h| !h.told("ready").is_empty()).await;
        host
    }

    /// What was told by this name, as JSON.
    pub(crate) fn told(&self, name: &str) -> Vec<String> {
        self.heard.borrow().iter().filter(|(n, _)| n == name).map(|(_, detail)| detail.clone()).collect()
    }

    pub(crate) async fn settled(&self) {
        scheduler::flush().await;
    }

    /// What the first chart says, as its table.
    pub(crate) fn chart(&self) -> String {
        self.text(".chart + .sr table")
    }

    pub(crate) async fn press(&self, selector: &str, key: &str) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_cancelable(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        self.one(selector).dispatch_event(&event).unwrap();
        scheduler::flush().await;
    }

    /// Waits until `holds`, at most some seconds.
    pub(crate) async fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        until(what, || holds(self)).await;
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        part_figure_end(self.number);
        self.element.remove();
    }
}
