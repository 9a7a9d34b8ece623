//! Tokens: messages on their way between a member and the coordinator. Elements are kept and used again.

use std::rc::Rc;

use rebalance_model::MessageIdx;
use rebalance_view::motion::{TokenFrame, TokenLook};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use super::geometry::{Geometry, PARKING_ROW};
use super::pixels::{Moved, px};
use crate::platform::dom;

/// A text of more bytes than this would stick out of the stage above the cards at its sides.
const SHORT: usize = 20;

/// One element, and what it shows.
#[derive(Debug)]
struct TokenNode {
    element: HtmlElement,
    style: Moved,
    message: Option<MessageIdx>,
    label: Rc<str>,
    look: TokenLook,
    colour: u8,
    is_used: bool,
}

/// The tokens of a lane.
#[derive(Debug, Default)]
pub struct Tokens {
    layer: Option<Element>,
    nodes: Vec<TokenNode>,
}

impl Tokens {
    /// New ones are put into `layer`, which belongs to this pool alone.
    pub(super) fn bind(&mut self, layer: Element) {
        if self.layer.as_ref() != Some(&layer) {
            layer.set_text_content(None);
            self.nodes.clear();
            self.layer = Some(layer);
        }
    }

    /// Shows the tokens of a frame and hides all others. `card_of` finds the card that one belongs to, and its colour.
    pub(crate) fn write(
        &mut self,
        frames: &[TokenFrame],
        geometry: &Geometry,
        card_of: impl Fn(&TokenFrame) -> Option<(usize, u8)>,
    ) {
        for node in &mut self.nodes {
            node.is_used = node.message.is_some_and(|m| frames.iter().any(|f| f.message == m));
        }
        let rows = geometry.parking_rows();
        for frame in frames {
            let Some((card, colour)) = card_of(frame) else { continue };
            let Some(mut point) = geometry.token(card, frame.place) else { continue };
            if frame.look == TokenLook::Parked {
                point.y += px(i32::try_from(card).unwrap_or(0) % rows * PARKING_ROW);
            }
            if frame.label.len() > SHORT {
                point.x = geometry.inside(point.x, &frame.label);
            }
            if let Some(node) = self.node(frame.message) {
                node.show(frame, colour);
                node.style.centred_at(point);
            }
        }
        for node in self.nodes.iter_mut().filter(|n| !n.is_used && n.message.is_some()) {
            node.message = None;
            dom::set_style(&node.element, "visibility", "hidden");
        }
    }

    /// The element of that message: the one that has it, one that is free, or a new one.
    fn node(&mut self, message: MessageIdx) -> Option<&mut TokenNode> {
        let free = |n: &TokenNode| !n.is_used && n.message.is_none();
        let at = self.nodes.iter().position(|n| n.message == Some(message));
        let at = at.or_else(|| self.nodes.iter().position(free));
        let at = if let Some(at) = at {
            at
        } else {
            self.nodes.push(new_node(self.layer.as_ref()?)?);
            self.nodes.len() - 1
        };
        let node = &mut self.nodes[at];
        node.is_used = true;
        if node.message != Some(message) {
            node.message = Some(message);
            dom::set_style(&node.element, "visibility", "visible");
        }
        Some(node)
    }
}

fn new_node(layer: &Element) -> Option<TokenNode> {
    let element = dom::document().create_element("div").ok()?.dyn_into::<HtmlElement>().ok()?;
    element.set_class_name("token");
    layer.append_child(&element).ok()?;
    let style = Moved::new(&element);
    Some(TokenNode {
        element,
        style,
        message: None,
        label: "".into(),
        look: TokenLook::Plain,
        colour: u8::MAX,
        is_used: false,
    })
}

impl TokenNode {
    fn show(&mut self, frame: &TokenFrame, colour: u8) {
        if self.label != frame.label {
            self.element.set_text_content(Some(&frame.label));
            self.label = frame.label.clone();
        }
        if (self.look, self.colour) != (frame.look, colour) {
            (self.look, self.colour) = (frame.look, colour);
            let look = match frame.look {
                TokenLook::Plain => "plain",
                TokenLook::Faint => "faint",
                TokenLook::Parked => "parked",
                TokenLook::Alert => "alert",
                TokenLook::Lost => "lost",
            };
            self.element.set_attribute("data-is", look).ok();
            self.element.set_attribute("data-c", crate::components::small::colour(colour)).ok();
        }
    }
}
