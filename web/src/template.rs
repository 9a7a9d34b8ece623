//! Markup as text with places in it, made into Yew's nodes.
//!
//! Yew's `html!` makes code of every tag, anew at every place that has one; the page is weighed, and that code was a
//! third of it. Here a tag is what it is in HTML, a few letters, read once and kept. What stands at a place is typed
//! ([`Hole`]), and the number of places and holes has to agree, which every drawing of a debug build checks.
//!
//! A template is well-formed: every tag is closed. `{}` is a place; a place for an attribute stands without quotes,
//! `name={}`. `on…={}` takes a callback, `ref={}` a [`NodeRef`], `key={}` a text. Text with a line break in it is
//! trimmed, so that markup can be laid out.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::Event;
use yew::virtual_dom::{AttributeOrProperty, Attributes, Key, Listener, ListenerKind, VList, VNode, VTag, VText};
use yew::{AttrValue, Callback, Html, NodeRef};

/// What comes to a place of a template.
#[derive(Debug, Default)]
pub enum Hole {
    /// Nothing: an attribute is not there, a child is empty.
    #[default]
    Nothing,
    /// Text, as a child or as the value of an attribute.
    Text(AttrValue),
    /// An attribute that is there, without a value.
    Flag,
    /// A child.
    Node(Html),
    /// What an event calls.
    On(Callback<Event>),
    /// Where the element is to be found.
    Ref(NodeRef),
}

macro_rules! holes {
    ($($from:ty => |$value:ident| $hole:expr),* $(,)?) => {
        $(impl From<$from> for Hole {
            fn from($value: $from) -> Self {
                $hole
            }
        })*
    };
}

holes! {
    &str => |text| Self::Text(AttrValue::Rc(text.into())),
    &String => |text| Self::from(text.as_str()),
    String => |text| Self::from(text.as_str()),
    u32 => |number| Self::from(number.to_string()),
    bool => |is_there| if is_there { Self::Flag } else { Self::Nothing },
    Html => |node| Self::Node(node),
    Vec<Html> => |nodes| Self::Node(list(nodes)),
    Callback<Event> => |call| Self::On(call),
    &NodeRef => |node| Self::Ref(node.clone()),
}

impl<T: Into<Hole>> From<Option<T>> for Hole {
    fn from(hole: Option<T>) -> Self {
        hole.map_or(Self::Nothing, Into::into)
    }
}

/// Several nodes as one.
pub fn list(nodes: Vec<Html>) -> Html {
    VNode::VList(Rc::new(VList::with_children(nodes, None)))
}

/// Nodes of a template, with what comes to its places.
#[macro_export]
macro_rules! markup {
    ($template:literal $(, $hole:expr)* $(,)?) => {
        $crate::template::fill($template, &mut [$($crate::template::Hole::from($hole)),*])
    };
}

/// See [`markup`].
pub fn fill(template: &'static str, holes: &mut [Hole]) -> Html {
    let mut holes = Holes(holes.iter_mut());
    let node = children(known(template), &mut holes);
    debug_assert!(holes.0.next().is_none(), "more than the places of {template}");
    node
}

/// A piece of a template that was read.
#[derive(Debug)]
enum Piece {
    Text(&'static str),
    Place,
    Element(Element),
}

#[derive(Debug)]
struct Element {
    tag: &'static str,
    /// Names of attributes.
    keys: &'static [&'static str],
    /// Their values, where the template has them.
    values: Vec<Option<&'static str>>,
    /// What its places are for, in their order.
    places: Vec<Place>,
    children: Vec<Piece>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The attribute with this index.
    Attribute(usize),
    /// What the field shows, also after somebody typed into it.
    Value,
    Listener(&'static str),
    Ref,
    Key,
}

thread_local! {
    /// What was read, in the order of the templates' addresses. There are as many as the source has.
    static KNOWN: RefCell<Vec<(usize, &'static [Piece])>> = const { RefCell::new(Vec::new()) };
}

fn known(template: &'static str) -> &'static [Piece] {
    let address = template.as_ptr().addr();
    KNOWN.with_borrow_mut(|known| match known.binary_search_by_key(&address, |(at, _)| *at) {
        Ok(place) => known[place].1,
        Err(place) => {
            let pieces: &'static [Piece] = Reader { rest: template }.pieces().leak();
            known.insert(place, (address, pieces));
            pieces
        }
    })
}

/// Reads a template from its front.
struct Reader {
    rest: &'static str,
}

impl Reader {
    /// Takes `word` off the front, if it is there.
    fn take(&mut self, word: &str) -> bool {
        let rest = self.rest.strip_prefix(word);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Takes everything before the first of `ends`.
    fn until(&mut self, ends: &[u8]) -> &'static str {
        let end = self.rest.bytes().position(|byte| ends.contains(&byte)).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        text
    }

    fn pieces(&mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        while !self.rest.is_empty() && !self.rest.starts_with("</") {
            if self.take("{}") {
                pieces.push(Piece::Place);
            } else if self.take("<") {
                pieces.push(Piece::Element(self.element()));
            } else {
                let text = self.until(b"<{");
                let text = if text.contains('\n') { text.trim() } else { text };
                if !text.is_empty() {
                    pieces.push(Piece::Text(text));
                }
            }
        }
        pieces
    }

    /// An element, after its `<`.
    fn element(&mut self) -> Element {
        let tag = self.until(b" \n/>");
        let (mut keys, mut values, mut places) = (Vec::new(), Vec::new(), Vec::new());
        let is_empty = loop {
            self.rest = self.rest.trim_start();
            if self.take("/>") {
                break true;
            }
            if self.take(">") {
                break false;
            }
            let name = self.until(b"= \n/>");
            let place = if !self.take("=") {
                values.push(Some(""));
                None
            } else if self.take("{}") {
                Some(purpose(tag, name, keys.len()))
            } else {
                self.take("\"");
                values.push(Some(self.until(b"\"")));
                self.take("\"");
                None
            };
            if let Some(Place::Attribute(_)) = place {
                values.push(None);
            }
            keys.resize(values.len(), name);
            places.extend(place);
        };
        let children = if is_empty { Vec::new() } else { self.pieces() };
        if !is_empty {
            self.take("</");
            let end = self.until(b">");
            debug_assert_eq!(tag, end, "tags have to be closed in their order");
            self.take(">");
        }
        Element { tag, keys: keys.leak(), values, places, children }
    }
}

/// What a place is for, of the element's attribute `name`.
fn purpose(tag: &str, name: &'static str, index: usize) -> Place {
    match name {
        "ref" => Place::Ref,
        "key" => Place::Key,
        "value" if matches!(tag, "input" | "textarea") => Place::Value,
        _ => name.strip_prefix("on").map_or(Place::Attribute(index), Place::Listener),
    }
}

/// What is still to come to places.
struct Holes<'a>(std::slice::IterMut<'a, Hole>);

impl Holes<'_> {
    fn next(&mut self) -> Hole {
        let hole = self.0.next().map(std::mem::take);
        debug_assert!(hole.is_some(), "fewer than the places of a template");
        hole.unwrap_or_default()
    }
}

fn children(pieces: &[Piece], holes: &mut Holes<'_>) -> Html {
    match pieces {
        [piece] => child(piece, holes),
        _ => list(pieces.iter().map(|piece| child(piece, holes)).collect()),
    }
}

fn child(piece: &Piece, holes: &mut Holes<'_>) -> Html {
    match piece {
        Piece::Text(text) => VText::new(*text).into(),
        Piece::Element(element) => element.build(holes),
        Piece::Place => match holes.next() {
            Hole::Text(text) => VText::new(text).into(),
            Hole::Node(node) => node,
            hole => {
                debug_assert!(matches!(hole, Hole::Nothing), "no child: {hole:?}");
                Html::default()
            }
        },
    }
}

impl Element {
    fn build(&self, holes: &mut Holes<'_>) -> Html {
        let mut tag = VTag::new(self.tag);
        let fixed = |value: Option<&'static str>| value.map(AttributeOrProperty::Static);
        let mut values: Box<[_]> = self.values.iter().copied().map(fixed).collect();
        let mut listeners: Vec<Option<Rc<dyn Listener>>> = Vec::new();
        for place in &self.places {
            match (*place, holes.next()) {
                (_, Hole::Nothing) => {}
                (Place::Attribute(index), Hole::Text(text)) => {
                    values[index] = Some(AttributeOrProperty::Attribute(text));
                }
                (Place::Attribute(index), Hole::Flag) => values[index] = Some(AttributeOrProperty::Static("")),
                (Place::Value, Hole::Text(text)) => tag.set_value(text),
                (Place::Listener(kind), Hole::On(call)) => listeners.push(Some(Rc::new(On { kind, call }))),
                (Place::Ref, Hole::Ref(node)) => tag.node_ref = node,
                (Place::Key, Hole::Text(text)) => tag.key = Some(Key::from(&*text)),
                (place, hole) => debug_assert!(false, "{hole:?} is nothing for {place:?} of {}", self.tag),
            }
        }
        tag.attributes = Attributes::Dynamic { keys: self.keys, values };
        if !listeners.is_empty() {
            tag.set_listeners(listeners.into());
        }
        if let Some(place) = tag.children_mut().filter(|_| !self.children.is_empty()) {
            *place = children(&self.children, holes);
        }
        tag.into()
    }
}

/// A listener of whatever kind.
#[derive(Debug)]
struct On {
    kind: &'static str,
    call: Callback<Event>,
}

impl Listener for On {
    fn kind(&self) -> ListenerKind {
        ListenerKind::other(self.kind.into())
    }

    fn handle(&self, event: Event) {
        self.call.emit(event);
    }

    fn passive(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(template: &'static str) -> String {
        format!("{:?}", known(template))
    }

    #[test]
    fn tags_texts_and_places_are_read_in_their_order() {
        let Html::VTag(tag) = markup!("<p class=\"a b\" id={}>one <b>{}</b> two</p>", "x", "bold") else { panic!() };
        let attributes: Vec<_> = tag.attributes.iter().collect();
        assert_eq!(attributes, [("id", "x")], "fixed ones are no attributes of this list");
        let Some(Html::VList(list)) = tag.children() else { panic!() };
        assert_eq!(list.len(), 3);
        assert!(matches!(&list[0], Html::VText(text) if &*text.text == "one "));
    }

    #[test]
    fn layout_is_no_text() {
        assert_eq!(read("<div>\n    <b>x</b>\n    y\n</div>"), read("<div><b>x</b>y</div>"));
    }

    #[test]
    fn nothing_leaves_an_attribute_out() {
        let Html::VTag(tag) = markup!("<button disabled={} title={}>x</button>", false, Some("y")) else { panic!() };
        assert_eq!(tag.attributes.iter().collect::<Vec<_>>(), [("title", "y")]);
    }

    #[test]
    fn a_key_is_the_nodes() {
        let Html::VTag(tag) = markup!("<li key={} />", 7) else { panic!() };
        assert_eq!(tag.key.as_deref(), Some("7"));
    }

    #[test]
    #[should_panic(expected = "fewer than the places")]
    fn a_hole_too_few_is_noticed() {
        let _ = markup!("<p>{}{}</p>", "x");
    }

    #[test]
    #[should_panic(expected = "more than the places")]
    fn a_hole_too_many_is_noticed() {
        let _ = markup!("<p>{}</p>", "x", "y");
    }

    #[test]
    #[should_panic(expected = "closed in their order")]
    fn crossed_tags_are_noticed() {
        let _ = markup!("<p><b></p></b>");
    }
}
