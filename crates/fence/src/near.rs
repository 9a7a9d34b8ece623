//! The word that somebody may have meant.

/// The nearest of some words, if it is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (word.chars().count() / 3).max(1);
    let far = among.into_iter().map(|known| (distance(word, known), known));
    far.filter(|(d, _)| *d <= most).min_by_key(|(d, _)| *d).map(|(_, known)| known)
}

/// "did you mean …?", or what is there.
pub(crate) fn hint<'a>(word: &str, among: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(word, among.clone()) {
        Some(known) => format!("did you mean {known}?"),
        None => format!("there are {}", among.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

/// Letters to add, take away or change to make one word of the other, in whatever case.
fn distance(a: &str, b: &str) -> usize {
    let [a, b] = [a, b].map(|w| w.chars().flat_map(char::to_lowercase).take(80).collect::<Vec<char>>());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut before = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let changed = before + usize::from(x != y);
            before = row[j + 1];
            row[j + 1] = changed.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found_and_another_word_is_not() {
        assert_eq!(
            nearest("sesion.timeout.ms", ["session.timeout.ms", "max.poll.records"]),
            Some("session.timeout.ms")
        );
        assert_eq!(nearest("topics", ["topic", "title"]), Some("topic"));
        assert_eq!(nearest("kafka", ["topic", "title"]), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
