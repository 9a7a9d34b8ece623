//! Eyes for what a test has mounted, the page or a figure: what stands below an element.

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};
use yew::scheduler;

/// Looks at what is below an element.
pub(crate) struct Eyes {
    pub(crate) root: Element,
}

impl Eyes {
    pub(crate) fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let list = self.root.query_selector_all(selector).unwrap();
        (0..list.length()).map(|i| list.get(i).unwrap().dyn_into().unwrap()).collect()
    }

    pub(crate) fn has(&self, selector: &str) -> bool {
        self.root.query_selector(selector).unwrap().is_some()
    }

    pub(crate) fn one(&self, selector: &str) -> Element {
        self.root.query_selector(selector).unwrap().unwrap_or_else(|| panic!("nothing is {selector}"))
    }

    pub(crate) fn text(&self, selector: &str) -> String {
        self.one(selector).text_content().unwrap_or_default()
    }

    pub(crate) fn attribute(&self, selector: &str, name: &str) -> String {
        self.one(selector).get_attribute(name).unwrap_or_default()
    }

    pub(crate) fn is_playing(&self) -> bool {
        self.attribute(".transport .play", "aria-label") == "Pause"
    }
}

/// Waits until `holds`, at most some seconds.
pub(crate) async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..250 {
        if holds() {
            return;
        }
        TimeoutFuture::new(20).await;
        scheduler::flush().await;
    }
    panic!("never: {what}");
}
