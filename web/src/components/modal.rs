//! A native dialog: the browser keeps the focus inside, gives it back afterwards, and closes it on Escape.

use rebalance_view::Action;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlDialogElement, HtmlElement};
use yew::prelude::*;

use super::icon::Icon;
use crate::context::use_desk;

/// What every dialog has.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ModalProps {
    /// Whether it is open.
    pub open: bool,
    /// Its title.
    pub title: &'static str,
    /// Name of the button that closes it.
    pub dismiss: &'static str,
    /// An id for its title; unique on the page.
    pub id: &'static str,
    /// What it holds; drawn while it is open.
    pub children: Html,
}

/// See the module.
#[component]
pub fn Modal(props: &ModalProps) -> Html {
    let desk = use_desk();
    let node = use_node_ref();
    use_effect_with((node.clone(), props.open), |(node, open)| {
        let Some(dialog) = node.cast::<HtmlDialogElement>() else { return };
        if *open && !dialog.open() {
            dialog.show_modal().ok();
            // The browser would focus the button that closes; the field is what one came for.
            let field = dialog.query_selector("textarea, input[type=text]").ok().flatten();
            if let Some(field) = field.and_then(|f| f.dyn_into::<HtmlElement>().ok()) {
                field.focus().ok();
            }
        } else if !*open && dialog.open() {
            dialog.close();
        }
    });
    let close = desk.asks(Action::CloseDialog);
    html! {
        <dialog ref={node} aria-labelledby={props.id} onclose={close.reform(|_: Event| ())}>
            <div class="dialog-head">
                <h2 id={props.id}>{ props.title }</h2>
                <button class="icon quiet" aria-label={props.dismiss} onclick={close.reform(|_: MouseEvent| ())}><Icon name="#i-close" /></button>
            </div>
            { props.open.then(|| props.children.clone()) }
        </dialog>
    }
}
