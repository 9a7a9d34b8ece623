//! What crosses the JavaScript edge, as shapes: written as TypeScript into `crates/js/src/types.d.ts`, and held against what
//! really comes out (`tests/tests/types.rs`), so that the types cannot say anything else.
//!
//! - [`edge`]: the shapes themselves. Names that Rust has in a table or an enum come from there.

pub mod edge;

use rebalance_js::CODES;
use rebalance_model::scenario::json::Json;

/// What all errors have.
const ERROR: &str = "
/** Anything that the lab refuses. */
export declare class RebalanceError extends Error {
  /** What it is about. */
  readonly code: ErrorCode;
  /** The place in what was given, empty for the whole of it. */
  readonly where: string;
}
";

/// A shape of plain data.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Any text.
    Text,
    /// One of these words.
    Words(Vec<&'static str>),
    /// A whole number.
    Whole,
    /// Any number.
    Number,
    /// true or false.
    Flag,
    /// null.
    Null,
    /// Anything at all.
    Anything,
    /// A list.
    List(Box<Shape>),
    /// Two values as a list.
    Pair(Box<Shape>, Box<Shape>),
    /// An object with whatever names.
    Map(Box<Shape>),
    /// An object with these names, and no others.
    Object(Vec<Field>),
    /// Another type, by its name.
    Named(&'static str),
    /// One of several.
    Either(Vec<Shape>),
}

/// A field of an object.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub shape: Shape,
    /// Whether it may be missing.
    pub is_optional: bool,
    /// What it means, a sentence.
    pub doc: &'static str,
}

/// A type that has a name.
#[derive(Clone, Debug)]
pub struct Type {
    /// Its name in TypeScript.
    pub name: &'static str,
    /// What it is, a sentence.
    pub doc: &'static str,
    /// Its shape.
    pub shape: Shape,
}

impl Shape {
    /// A list of these.
    #[must_use]
    pub fn list(self) -> Self {
        Self::List(Box::new(self))
    }

    /// An object of these, by whatever names.
    #[must_use]
    pub fn map(self) -> Self {
        Self::Map(Box::new(self))
    }

    /// A pair of these.
    #[must_use]
    pub fn pair(self, other: Self) -> Self {
        Self::Pair(Box::new(self), Box::new(other))
    }

    /// As TypeScript has it, `deep` levels in.
    fn written(&self, deep: usize) -> String {
        match self {
            Self::Text => "string".to_owned(),
            Self::Words(words) => words.iter().map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(" | "),
            Self::Whole | Self::Number => "number".to_owned(),
            Self::Flag => "boolean".to_owned(),
            Self::Null => "null".to_owned(),
            Self::Anything => "unknown".to_owned(),
            Self::List(of) => format!("Array<{}>", of.written(deep)),
            Self::Pair(a, b) => format!("[{}, {}]", a.written(deep), b.written(deep)),
            Self::Map(of) => format!("Record<string, {}>", of.written(deep)),
            Self::Named(name) => (*name).to_owned(),
            Self::Either(all) => all.iter().map(|s| s.written(deep)).collect::<Vec<_>>().join(" | "),
            Self::Object(fields) => {
                let inner = "  ".repeat(deep + 1);
                let field = |f: &Field| {
                    let mark = if f.is_optional { "?" } else { "" };
                    format!("{inner}/** {} */\n{inner}{}{mark}: {};\n", f.doc, f.name, f.shape.written(deep + 1))
                };
                let fields: String = fields.iter().map(field).collect();
                format!("{{\n{fields}{}}}", "  ".repeat(deep))
            }
        }
    }

    /// Whether `value` is of this shape; where and what is otherwise, if not.
    ///
    /// # Errors
    /// With the first thing that is otherwise.
    pub fn holds(&self, value: &Json, types: &[Type], at: &str) -> Result<(), String> {
        let wrong = || Err(format!("{at} is {value:?}, which is no {}", self.written(0)));
        match (self, value) {
            (Self::Anything, _)
            | (Self::Text, Json::Text(_))
            | (Self::Whole, Json::Int(_))
            | (Self::Number, Json::Int(_) | Json::Float(_))
            | (Self::Flag, Json::Bool(_))
            | (Self::Null, Json::Null) => Ok(()),
            (Self::Words(words), Json::Text(text)) if words.contains(&&**text) => Ok(()),
            (Self::List(of), Json::List(list)) => {
                list.iter().enumerate().try_for_each(|(i, v)| of.holds(v, types, &format!("{at}[{i}]")))
            }
            (Self::Pair(a, b), Json::List(pair)) => match pair.as_slice() {
                [x, y] => a.holds(x, types, at).and_then(|()| b.holds(y, types, at)),
                _ => wrong(),
            },
            (Self::Map(of), Json::Object(entries)) => {
                entries.iter().try_for_each(|(key, v)| of.holds(v, types, &format!("{at}.{key}")))
            }
            (Self::Object(fields), Json::Object(entries)) => object_holds(fields, entries, types, at),
            (Self::Named(name), _) => match types.iter().find(|t| t.name == *name) {
                Some(named) => named.shape.holds(value, types, at),
                None => Err(format!("there is no type {name}")),
            },
            (Self::Either(all), _) => {
                let tried: Vec<_> = all.iter().map(|shape| shape.holds(value, types, at)).collect();
                if tried.iter().any(Result::is_ok) {
                    return Ok(());
                }
                Err(tried.into_iter().filter_map(Result::err).collect::<Vec<_>>().join("\n  or "))
            }
            _ => wrong(),
        }
    }
}

fn object_holds(fields: &[Field], entries: &[(String, Json)], types: &[Type], at: &str) -> Result<(), String> {
    if let Some((key, _)) = entries.iter().find(|(key, _)| fields.iter().all(|f| f.name != key)) {
        return Err(format!("{at} has {key}, which the type does not"));
    }
    for field in fields {
        match entries.iter().find(|(key, _)| key == field.name) {
            Some((_, value)) => field.shape.holds(value, types, &format!("{at}.{}", field.name))?,
            None if field.is_optional => {}
            None => return Err(format!("{at} has no {}", field.name)),
        }
    }
    Ok(())
}

/// All types as TypeScript.
pub fn typescript(types: &[Type]) -> String {
    let head = "// What crosses the edge between Rust and JavaScript. Generated from tests/src/types by\n\
                // `UPDATE_EXPECT=1 cargo test -p rebalance-tests --test types`; not to be edited.\n";
    let shown = |t: &Type| format!("\n/** {} */\nexport type {} = {};\n", t.doc, t.name, t.shape.written(0));
    let class = |(code, class): &(&str, &str)| {
        format!("\n/** An error with the code `{code}`. */\nexport declare class {class} extends RebalanceError {{}}\n")
    };
    let types: String = types.iter().map(shown).collect();
    let classes: String = CODES.iter().map(class).collect();
    [head, &types, ERROR, &classes].concat()
}
