//! Snippets for other people's pages: what is on the screen, as `<kafka-rebalance>` and as an iframe (docs/embed.md).
//!
//! Only the page's *Embed* needs it, so it is in the part that has that.

use crate::session::Session;
use crate::url;

/// A page with the element: the script, and the element with what `session` shows. Where that is a group of somebody's own,
/// which no address has, its scenario stands inside, as `own` has it. `base` is where the files of dist lie, with a slash.
pub fn element(session: &Session, own: Option<&str>, base: &str) -> String {
    let attributes: String = attributes(session).iter().map(|(name, value)| attribute(name, value)).collect();
    let inside = own.filter(|_| session.group.is_some()).map_or_else(String::new, |json| {
        // What would end the script is written otherwise, which JSON allows within its texts.
        ["\n<script type=\"application/json\">\n", &json.replace("</", "<\\/"), "\n</script>\n"].concat()
    });
    let script = attribute("src", &[base, "kafka-rebalance.js"].concat());
    [
        "<script type=\"module\"",
        &script,
        "></script>\n<kafka-rebalance",
        &attributes,
        ">",
        &inside,
        "</kafka-rebalance>\n",
    ]
    .concat()
}

/// The page for iframes, and the script that makes it as high as its figure; `title` says what it is to those who hear it.
pub fn iframe(session: &Session, title: &str, base: &str) -> String {
    let query = url::write(&still(session));
    let mark = if query.is_empty() { "" } else { "?" };
    let src = attribute("src", &[base, "embed.html", mark, &query].concat());
    let script = attribute("src", &[base, "embed-host.js"].concat());
    let (title, loading) = (attribute("title", title), " loading=\"lazy\" width=\"100%\" height=\"760\"");
    ["<iframe", &src, &title, loading, "></iframe>\n<script", &script, "></script>\n"].concat()
}

/// As it stands now: a figure begins there, and waits.
fn still(session: &Session) -> Session {
    Session { playing: false, ..session.clone() }
}

/// What the element is asked for. Names that stand more than once are no attributes: then all of it is a query.
fn attributes(session: &Session) -> Vec<(String, String)> {
    let query = url::write(&still(session));
    let pairs = url::pairs(&query);
    let is_twice = |(i, (name, _)): (usize, &(String, String))| pairs[..i].iter().any(|(other, _)| other == name);
    if pairs.iter().enumerate().any(is_twice) {
        return vec![("query".to_owned(), query)];
    }
    // Of a loaded group an address says only that there was one.
    pairs.into_iter().filter(|(name, _)| name != "group").collect()
}

/// ` name="value"`.
fn attribute(name: &str, value: &str) -> String {
    let value = value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    [" ", name, "=\"", &value, "\""].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::url::read;

    fn of(query: &str) -> Session {
        let (session, problems) = read(query);
        assert_eq!(problems, [], "{query}");
        session
    }

    #[test]
    fn the_element_has_what_the_address_has() {
        let session = of("scenario=crash&session.timeout.ms=10000&t=16029.5&lang=ko");
        assert_eq!(
            element(&session, None, "/lab/"),
            "<script type=\"module\" src=\"/lab/kafka-rebalance.js\"></script>\n\
             <kafka-rebalance scenario=\"crash\" session.timeout.ms=\"10000\" t=\"16029.5\" lang=\"ko\"></kafka-rebalance>\n"
        );
    }

    #[test]
    fn what_an_attribute_cannot_say_twice_is_a_query() {
        let session = of("scenario=crash&act=kill:c2@16.2s&act=add:c4@17s&t=16000");
        let snippet = element(&session, None, "");
        assert!(
            snippet.contains("<kafka-rebalance query=\"scenario=crash&amp;act=kill:c2@16.2s&amp;act=add:c4@17s&amp;t=")
        );
    }

    #[test]
    fn the_frame_has_the_same_address_and_a_name() {
        let session = of("scenario=crash&t=16000");
        let snippet = iframe(&session, "A \"crash\" & more", "https://docs.example.org/lab/");
        assert!(snippet.starts_with(
            "<iframe src=\"https://docs.example.org/lab/embed.html?scenario=crash&amp;t=16000\" \
             title=\"A &quot;crash&quot; &amp; more\" loading=\"lazy\""
        ));
        assert!(snippet.ends_with("<script src=\"https://docs.example.org/lab/embed-host.js\"></script>\n"));
    }

    #[test]
    fn what_a_snippet_says_is_read_as_the_same_run() {
        for query in ["", "scenario=freeze&lanes=eager,consumer&seed=7&batch_ms=4000", "myth=myth-1"] {
            let (session, _) = read(query);
            let pairs: Vec<_> = attributes(&session).iter().map(|(n, v)| [n, "=", v].concat()).collect();
            let (again, problems) = read(&url::of_attributes(&pairs.join("&")));
            assert_eq!(problems, []);
            assert!(again.same_run(&session), "{query}");
        }
    }

    #[test]
    fn a_scenario_of_ones_own_stands_inside_and_cannot_end_its_script() {
        let group = crate::session::LoadedGroup { name: "mine".to_owned(), scenarios: Vec::new() };
        let session = Session { group: Some(std::rc::Rc::new(group)), ..Session::default() };
        let snippet = element(&session, Some("{\"title\": \"</script>\"}"), "");
        assert!(snippet.contains("{\"title\": \"<\\/script>\"}") && !snippet.contains("group="), "{snippet}");
        assert_eq!(snippet.matches("</script>").count(), 2);
    }
}
