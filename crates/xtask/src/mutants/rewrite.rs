//! A source file with all its mutants in it, each behind a switch: mutant schemata. What is compiled once can then be run
//! with any one of them.
//!
//! Works on the syntax tree, and on text only where the tree says that something begins and ends. An operator is exchanged
//! where it stands in the tree: `a - b + c` becomes `(a - b) * c`, where an exchange of the text alone would make
//! `a - (b * c)`. Knows nothing of what is mutated, and nothing of Kafka.

use std::collections::BTreeMap;
use std::ops::Range;

use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr, Signature, Type};

use super::list::{Genre, Mutant, Place};

/// The function that says whether a mutant is the one that is switched on.
const ON: &str = "crate::mutation::on";

/// A file with mutants in it.
#[derive(Debug)]
pub(crate) struct Rewritten {
    /// What to compile.
    pub(crate) text: String,
    /// Which bytes of it belong to which mutants.
    pub(crate) fragments: Vec<Fragment>,
}

/// Bytes that are there for mutants' sake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fragment {
    /// Where, in bytes.
    pub(crate) range: Range<usize>,
    /// The mutants of this place; of one's own words just the one.
    pub(crate) mutants: Vec<usize>,
    /// Whether these are a mutant's own words, which would stand there without any switch too.
    pub(crate) own: bool,
}

impl Rewritten {
    /// What an error at these bytes is about: the smallest fragment around them.
    pub(crate) fn fragment_at(&self, range: &Range<usize>) -> Option<&Fragment> {
        let around = |f: &&Fragment| f.range.start <= range.start && range.end <= f.range.end;
        self.fragments.iter().filter(around).min_by_key(|f| f.range.len())
    }
}

/// Puts these mutants, all of this file, into its text; those that cannot be behind a switch are left out.
///
/// # Errors
/// Where it is no Rust.
pub(crate) fn rewrite(source: &str, mutants: &[&Mutant]) -> Result<Rewritten, syn::Error> {
    let file = syn::parse_file(source)?;
    let mut wanted: BTreeMap<(Genre, Place), Vec<(usize, &str)>> = BTreeMap::new();
    for mutant in mutants {
        let place = wanted.entry((mutant.genre, mutant.start)).or_default();
        place.push((mutant.number, mutant.replacement.as_str()));
    }
    let mut places = Places { wanted, source, edits: Vec::new() };
    places.visit_file(&file);
    let mut out = Rewritten { text: String::new(), fragments: Vec::new() };
    write(source, &places.edits, 0..source.len(), &mut out);
    Ok(out)
}

/// A piece of what stands in a place afterwards.
enum Piece {
    Text(String),
    /// What was there, with the places inside it changed too.
    Source(Range<usize>),
    /// A mutant's own words.
    Own(usize, Vec<Piece>),
}

fn text(text: impl Into<String>) -> Piece {
    Piece::Text(text.into())
}

/// A place that is changed. What holds another stands before it in the list.
struct Edit {
    range: Range<usize>,
    pieces: Vec<Piece>,
    mutants: Vec<usize>,
}

/// Writes a range of the source; `edits` are those that may lie in it.
fn write(source: &str, edits: &[Edit], range: Range<usize>, out: &mut Rewritten) {
    let mut at = range.start;
    // The last insertion: those that begin with it come after it, in their order.
    let mut inserted = None;
    loop {
        let open = |(i, e): &(usize, &Edit)| {
            let done = e.range.is_empty() && e.range.start == at && Some(*i) <= inserted;
            e.range.start >= at && e.range.end <= range.end && !done
        };
        // The first that begins; of those that begin together an insertion, or else the one that holds the others.
        let order = |(i, e): &(usize, &Edit)| (e.range.start, !e.range.is_empty(), *i);
        let Some((i, edit)) = edits.iter().enumerate().filter(open).min_by_key(order) else { break };
        out.text.push_str(&source[at..edit.range.start]);
        let start = out.text.len();
        write_pieces(source, &edits[i + 1..], &edit.pieces, out);
        let range = start..out.text.len();
        out.fragments.push(Fragment { range, mutants: edit.mutants.clone(), own: false });
        at = edit.range.end;
        inserted = edit.range.is_empty().then_some(i);
    }
    out.text.push_str(&source[at..range.end]);
}

fn write_pieces(source: &str, edits: &[Edit], pieces: &[Piece], out: &mut Rewritten) {
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.text.push_str(text),
            Piece::Source(range) => write(source, edits, range.clone(), out),
            Piece::Own(mutant, pieces) => {
                let start = out.text.len();
                write_pieces(source, edits, pieces, out);
                out.fragments.push(Fragment { range: start..out.text.len(), mutants: vec![*mutant], own: true });
            }
        }
    }
}

/// Walks through a file and finds the places of its mutants.
struct Places<'a> {
    wanted: BTreeMap<(Genre, Place), Vec<(usize, &'a str)>>,
    source: &'a str,
    edits: Vec<Edit>,
}

impl<'a> Places<'a> {
    fn take(&mut self, genre: Genre, span: proc_macro2::Span) -> Vec<(usize, &'a str)> {
        let start = span.start();
        self.wanted.remove(&(genre, Place { line: start.line, column: start.column + 1 })).unwrap_or_default()
    }

    fn edit(&mut self, range: Range<usize>, mutants: &[(usize, &str)], pieces: Vec<Piece>) {
        self.edits.push(Edit { range, pieces, mutants: mutants.iter().map(|(n, _)| *n).collect() });
    }

    /// A function that may return at once.
    fn function(&mut self, sig: &Signature, block: &Block) {
        let Some(first) = block.stmts.first() else { return };
        if is_opaque(&sig.output) {
            return;
        }
        for mutant in self.take(Genre::FnValue, first.span()) {
            let (n, value) = mutant;
            let at = first.span().byte_range().start;
            let value = Piece::Own(n, vec![text(value)]);
            let pieces = vec![text(format!("if {ON}({n}) {{ return ")), value, text("; } ")];
            self.edit(at..at, &[mutant], pieces);
        }
    }

    /// What is const is so no more if there is a switch inside: switches are read at run time.
    fn leave(&mut self, sig: &Signature, edits_before: usize) {
        if let Some(token) = &sig.constness
            && self.edits.len() > edits_before
        {
            self.edit(token.span.byte_range(), &[], Vec::new());
        }
    }

    /// `a && b` and `a || b`, of which neither part is written twice.
    fn lazy(&mut self, i: &syn::ExprBinary, mutants: &[(usize, &str)]) {
        let [(n, _)] = mutants else { return };
        let (compared, otherwise) = if matches!(i.op, BinOp::And(_)) { ("!=", "") } else { ("==", "!") };
        let pieces = vec![
            text("(if ("),
            Piece::Source(i.left.span().byte_range()),
            text(format!(") {compared} {ON}({n}) {{ ")),
            Piece::Source(i.right.span().byte_range()),
            text(format!(" }} else {{ {otherwise}{ON}({n}) }})")),
        ];
        self.edit(i.span().byte_range(), mutants, pieces);
    }

    /// Operators of which both sides are there before anything happens.
    fn strict(&mut self, i: &syn::ExprBinary, mutants: &[(usize, &str)]) {
        let (left, right) = (i.left.span().byte_range(), i.right.span().byte_range());
        // What compares takes nothing away; what assigns needs the place, and not what is in it.
        let (scrutinee, names, operands): (Vec<Piece>, &str, _) = match Kind::of(&i.op) {
            Kind::Compares => (
                vec![text("(&("), Piece::Source(left), text("), &("), Piece::Source(right), text("))")],
                "(__l, __r)",
                [text("*__l"), text("*__r")],
            ),
            Kind::Assigns => {
                (vec![text("("), Piece::Source(right), text(")")], "__r", [Piece::Source(left), text("__r")])
            }
            Kind::Computes => (
                vec![text("(("), Piece::Source(left), text("), ("), Piece::Source(right), text("))")],
                "(__l, __r)",
                [text("__l"), text("__r")],
            ),
        };
        let [left, right] = &operands;
        let with = |op: &str| vec![left.again(), text(format!(" {op} ")), right.again()];
        let mut pieces = vec![text("(match ")];
        pieces.extend(scrutinee);
        pieces.push(text(format!(" {{ {names} => ")));
        for (n, op) in mutants {
            pieces.push(text(format!("if {ON}({n}) {{ ")));
            pieces.push(Piece::Own(*n, with(op)));
            pieces.push(text(" } else "));
        }
        pieces.push(text("{ "));
        pieces.extend(with(&self.source[i.op.span().byte_range()]));
        pieces.push(text(" } })"));
        self.edit(i.span().byte_range(), mutants, pieces);
    }
}

impl Piece {
    /// The same, a second time.
    fn again(&self) -> Piece {
        match self {
            Piece::Text(text) => Piece::Text(text.clone()),
            Piece::Source(range) => Piece::Source(range.clone()),
            Piece::Own(mutant, pieces) => Piece::Own(*mutant, pieces.iter().map(Piece::again).collect()),
        }
    }
}

impl<'ast> Visit<'ast> for Places<'_> {
    fn visit_item_fn(&mut self, i: &'ast syn::ItemFn) {
        let before = self.edits.len();
        self.function(&i.sig, &i.block);
        visit::visit_item_fn(self, i);
        self.leave(&i.sig, before);
    }

    fn visit_impl_item_fn(&mut self, i: &'ast syn::ImplItemFn) {
        let before = self.edits.len();
        self.function(&i.sig, &i.block);
        visit::visit_impl_item_fn(self, i);
        self.leave(&i.sig, before);
    }

    fn visit_trait_item_fn(&mut self, i: &'ast syn::TraitItemFn) {
        if let Some(block) = &i.default {
            self.function(&i.sig, block);
        }
        visit::visit_trait_item_fn(self, i);
    }

    // What is computed when it is compiled has no switches.
    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_trait_item_const(&mut self, _: &'ast syn::TraitItemConst) {}
    fn visit_type(&mut self, _: &'ast Type) {}

    fn visit_expr_repeat(&mut self, i: &'ast syn::ExprRepeat) {
        self.visit_expr(&i.expr);
    }

    fn visit_expr_binary(&mut self, i: &'ast syn::ExprBinary) {
        let mutants = self.take(Genre::BinaryOperator, i.op.span());
        let is_lazy = matches!(i.op, BinOp::And(_) | BinOp::Or(_));
        if is_lazy && !(has_let(&i.left) || has_let(&i.right)) {
            self.lazy(i, &mutants);
        } else if !is_lazy && !mutants.is_empty() {
            self.strict(i, &mutants);
        }
        visit::visit_expr_binary(self, i);
    }

    fn visit_expr_unary(&mut self, i: &'ast syn::ExprUnary) {
        if let [mutant] = self.take(Genre::UnaryOperator, i.op.span())[..] {
            let n = mutant.0;
            let op = &self.source[i.op.span().byte_range()];
            let pieces = vec![
                text("(match ("),
                Piece::Source(i.expr.span().byte_range()),
                text(format!(") {{ __v => if {ON}({n}) {{ ")),
                Piece::Own(n, vec![text("__v")]),
                text(format!(" }} else {{ {op}__v }} }})")),
            ];
            self.edit(i.span().byte_range(), &[mutant], pieces);
        }
        visit::visit_expr_unary(self, i);
    }

    fn visit_expr_match(&mut self, i: &'ast syn::ExprMatch) {
        // Without an arm for all others the compiler has to be asked.
        if i.arms.iter().any(|arm| matches!(arm.pat, syn::Pat::Wild(_)) && arm.guard.is_none()) {
            for arm in &i.arms {
                if let [mutant] = self.take(Genre::MatchArm, arm.span())[..] {
                    let at = arm.fat_arrow_token.span().byte_range().start;
                    self.edit(at..at, &[mutant], vec![text(format!("if !{ON}({}) ", mutant.0))]);
                }
            }
        }
        visit::visit_expr_match(self, i);
    }

    fn visit_arm(&mut self, i: &'ast syn::Arm) {
        if let Some((_, guard)) = &i.guard
            && !has_let(guard)
        {
            let mutants = self.take(Genre::MatchArmGuard, guard.span());
            if mutants.is_empty() {
                return visit::visit_arm(self, i);
            }
            let number = |value| mutants.iter().find(|(_, v)| *v == value).map(|(n, _)| *n);
            let mut pieces = Vec::new();
            pieces.extend(number("true").map(|n| text(format!("{ON}({n}) || "))));
            pieces.extend(number("false").map(|n| text(format!("!{ON}({n}) && "))));
            pieces.extend([text("("), Piece::Source(guard.span().byte_range()), text(")")]);
            self.edit(guard.span().byte_range(), &mutants, pieces);
        }
        visit::visit_arm(self, i);
    }
}

/// What an operator does with its sides.
enum Kind {
    Compares,
    Assigns,
    Computes,
}

impl Kind {
    fn of(op: &BinOp) -> Self {
        match op {
            BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) => Self::Compares,
            BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_) => Self::Assigns,
            _ => Self::Computes,
        }
    }
}

/// Whether a condition binds names: then it cannot stand in parentheses.
fn has_let(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(i) if matches!(i.op, BinOp::And(_)) => has_let(&i.left) || has_let(&i.right),
        _ => false,
    }
}

/// Whether a function hides what it returns: then all its values are of one type, and another value is another type.
fn is_opaque(output: &syn::ReturnType) -> bool {
    struct Finds(bool);
    impl<'ast> Visit<'ast> for Finds {
        fn visit_type_impl_trait(&mut self, _: &'ast syn::TypeImplTrait) {
            self.0 = true;
        }
    }
    let mut finds = Finds(false);
    finds.visit_return_type(output);
    finds.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mutants of a text, each by its kind, the text that is to be replaced (its first occurrence) and what by.
    fn rewritten(source: &str, changes: &[(Genre, &str, &str)]) -> Rewritten {
        let place = |offset: usize| {
            let before = &source[..offset];
            let line = before.matches('\n').count() + 1;
            Place { line, column: before.rsplit('\n').next().unwrap_or("").chars().count() + 1 }
        };
        let mutant = |(number, (genre, old, new)): (usize, &(Genre, &str, &str))| {
            let at = source.find(old).expect("the text is there");
            Mutant {
                number,
                file: String::new(),
                what: String::new(),
                genre: *genre,
                start: place(at),
                end: place(at + old.len()),
                replacement: (*new).to_owned(),
            }
        };
        let mutants: Vec<Mutant> = (1..).zip(changes).map(mutant).collect();
        rewrite(source, &mutants.iter().collect::<Vec<_>>()).expect("it is Rust")
    }

    #[track_caller]
    fn check(source: &str, changes: &[(Genre, &str, &str)], expected: &str) {
        let on = rewritten(source, changes).text.replace(ON, "on");
        assert_eq!(on, expected);
        syn::parse_file(&on).expect("it still is Rust");
    }

    #[test]
    fn a_function_may_return_at_once() {
        let changes = [(Genre::FnValue, "n + 1", "0"), (Genre::BinaryOperator, "+", "-")];
        check(
            "const fn f(n: u8) -> u8 { n + 1 }",
            &changes,
            " fn f(n: u8) -> u8 { if on(1) { return 0; } (match ((n), (1)) { (__l, __r) => if on(2) { __l - __r } \
             else { __l + __r } }) }",
        );
    }

    #[test]
    fn what_is_compared_stays_where_it_is() {
        check(
            "fn f() { if a < b {} }",
            &[(Genre::BinaryOperator, "<", "=="), (Genre::BinaryOperator, "<", ">")],
            "fn f() { if (match (&(a), &(b)) { (__l, __r) => if on(1) { *__l == *__r } else if on(2) { *__l > *__r } \
             else { *__l < *__r } }) {} }",
        );
    }

    #[test]
    fn what_need_not_be_evaluated_is_written_once() {
        check(
            "fn f() { a && !b || c }",
            &[
                (Genre::BinaryOperator, "&&", "||"),
                (Genre::UnaryOperator, "!", ""),
                (Genre::BinaryOperator, "||", "&&"),
            ],
            "fn f() { (if ((if (a) != on(1) { (match (b) { __v => if on(2) { __v } else { !__v } }) } else { on(1) })) \
             == on(3) { c } else { !on(3) }) }",
        );
    }

    #[test]
    fn a_place_that_is_assigned_to_is_no_value() {
        check(
            "fn f() { x[i + 1] += 2; }",
            &[(Genre::BinaryOperator, "+=", "-="), (Genre::BinaryOperator, "+", "*")],
            "fn f() { (match (2) { __r => if on(1) { x[(match ((i), (1)) { (__l, __r) => if on(2) { __l * __r } \
             else { __l + __r } })] -= __r } else { x[(match ((i), (1)) { (__l, __r) => if on(2) { __l * __r } \
             else { __l + __r } })] += __r } }); }",
        );
    }

    #[test]
    fn arms_and_guards() {
        check(
            "fn f() { match x { A => match y { C => 0, _ => 1 }, B if p || q => 2, D => 4, _ => 3 } }",
            &[
                (Genre::MatchArm, "A =>", ""),
                (Genre::MatchArm, "C =>", ""),
                (Genre::MatchArm, "D =>", ""),
                (Genre::MatchArmGuard, "p || q", "true"),
                (Genre::MatchArmGuard, "p || q", "false"),
                (Genre::BinaryOperator, "||", "&&"),
            ],
            "fn f() { match x { A if !on(1) => match y { C if !on(2) => 0, _ => 1 }, B if on(4) || !on(5) && \
             ((if (p) == on(6) { q } else { !on(6) })) => 2, D if !on(3) => 4, _ => 3 } }",
        );
    }

    #[test]
    fn what_no_switch_can_do_stays_as_it_is() {
        let source = "const N: u8 = 1 + 2; fn f() -> impl Fn() { g() } fn h() { if a && let Some(x) = b {} } \
                      fn i() { match x { A => 1, _ if c => 2 } }";
        let changes = [
            (Genre::BinaryOperator, "+", "-"),
            (Genre::FnValue, "g()", "Default::default()"),
            (Genre::BinaryOperator, "&&", "||"),
            (Genre::StructField, "a", ""),
            (Genre::MatchArm, "A =>", ""),
        ];
        let out = rewritten(source, &changes);
        assert_eq!((out.text.as_str(), &out.fragments[..]), (source, &[][..]));
    }

    #[test]
    fn an_error_is_that_of_the_smallest_thing_around_it() {
        let out =
            rewritten("fn f() { é(); a + b }", &[(Genre::BinaryOperator, "+", "-"), (Genre::BinaryOperator, "+", "*")]);
        let at = |text: &str| {
            let start = out.text.find(text).expect("it is there");
            out.fragment_at(&(start..start + text.len())).map(|f| (&f.mutants[..], f.own))
        };
        assert_eq!(at("__l - __r"), Some((&[1][..], true)));
        assert_eq!(at("* __r"), Some((&[2][..], true)));
        assert_eq!(at("__l + __r"), Some((&[1, 2][..], false)), "the place is theirs");
        assert_eq!(at("é()"), None);
    }
}
