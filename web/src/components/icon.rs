//! An icon of the sprite in index.html. It says nothing: what it stands in has a name.

use yew::prelude::*;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Properties)]
pub struct IconProps {
    /// Its id in the sprite, with `#`.
    pub name: &'static str,
}

/// See the module.
#[component]
pub fn Icon(props: &IconProps) -> Html {
    html! { <svg class="ico" aria-hidden="true"><use href={props.name} /></svg> }
}
