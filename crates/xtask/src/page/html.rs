//! Edits of index.html: taking out what is for builders, putting in what was built.
//!
//! Works on the text between `<` and `>`, which is enough for a file of our own that Trunk has
//! parsed and written before; it is no HTML parser and must not be given strangers' pages.

/// Removes the links that only Trunk reads: told to inject no script, it leaves its own behind.
pub(super) fn without_trunk_links(html: &str) -> String {
    without_tags(html, |tag| tag.starts_with("<link") && tag.contains("data-trunk"))
}

/// Takes the links to style sheets out, and returns what they link to, in order.
///
/// Where the first one stood a link to `bundle` is put.
pub(super) fn bundle_styles(html: &str, bundle: &str) -> (String, Vec<String>) {
    let mut sheets = Vec::new();
    let replaced = replace_tags(html, |tag| {
        if !(tag.starts_with("<link") && tag.contains("rel=\"stylesheet\"")) {
            return Edit::Keep;
        }
        let Some(href) = attribute(tag, "href") else { return Edit::Keep };
        sheets.push(href.trim_start_matches("./").to_owned());
        if sheets.len() == 1 { Edit::Put(format!("<link rel=\"stylesheet\" href=\"{bundle}\">")) } else { Edit::Remove }
    });
    (replaced, sheets)
}

/// Removes comments, indentation and empty lines.
pub(super) fn without_comments_and_indentation(html: &str) -> String {
    let mut rest = html;
    let mut kept = String::with_capacity(html.len());
    while let Some(start) = rest.find("<!--") {
        kept.push_str(&rest[..start]);
        rest = rest[start..].split_once("-->").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    let lines: Vec<&str> = kept.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// What becomes of a tag.
enum Edit {
    Keep,
    Remove,
    Put(String),
}

fn without_tags(html: &str, unwanted: impl Fn(&str) -> bool) -> String {
    replace_tags(html, |tag| if unwanted(tag) { Edit::Remove } else { Edit::Keep })
}

fn replace_tags(html: &str, mut edit: impl FnMut(&str) -> Edit) -> String {
    let mut rest = html;
    let mut kept = String::with_capacity(html.len());
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').map_or(rest.len(), |length| start + length + 1);
        match edit(&rest[start..end]) {
            Edit::Keep => kept.push_str(&rest[..end]),
            // The line break before it goes too.
            Edit::Remove => kept.push_str(rest[..start].trim_end()),
            Edit::Put(text) => {
                kept.push_str(&rest[..start]);
                kept.push_str(&text);
            }
        }
        rest = &rest[end..];
    }
    kept.push_str(rest);
    kept
}

/// The value of a quoted attribute.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    value.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_links_that_only_trunk_reads_do_not_reach_the_page() {
        let html = "<head>\n  <link data-trunk rel=\"rust\" href=\"web/Cargo.toml\">\n  <link rel=\"icon\" href=\"a.svg\">\n</head>";
        assert_eq!(without_trunk_links(html), "<head>\n  <link rel=\"icon\" href=\"a.svg\">\n</head>");
    }

    #[test]
    fn style_sheets_become_one_and_keep_their_order() {
        let html =
            "<head>\n<link rel=\"stylesheet\" href=\"./b.css\"/>\n<link rel=\"stylesheet\" href=\"./a.css\"/>\n</head>";
        let (html, sheets) = bundle_styles(html, "style.css");
        assert_eq!(html, "<head>\n<link rel=\"stylesheet\" href=\"style.css\">\n</head>");
        assert_eq!(sheets, ["b.css", "a.css"]);
    }

    #[test]
    fn a_page_without_styles_stays_as_it_is() {
        let html = "<head><link rel=\"icon\" href=\"a.svg\"></head>";
        assert_eq!(bundle_styles(html, "style.css"), (html.to_owned(), vec![]));
    }

    #[test]
    fn comments_and_indentation_weigh_nothing() {
        let html = "<body>\n    <!-- why\n  not -->\n    <p>a <em>b</em>\n    c</p>\n</body>\n";
        assert_eq!(without_comments_and_indentation(html), "<body>\n<p>a <em>b</em>\nc</p>\n</body>");
    }
}
