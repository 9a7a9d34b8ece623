//! Whether the text of a recording is whole. Only for one that is no JSON, to say why.

/// The line in which a JSON text ends before what it has begun ends; none if it ends where it may, whatever is wrong in it.
pub fn cut_off(text: &str) -> Option<usize> {
    let (mut depth, mut is_quoted, mut is_escaped) = (0_u32, false, false);
    for byte in text.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_quoted => is_escaped = true,
            b'"' => is_quoted = !is_quoted,
            b'{' | b'[' if !is_quoted => depth += 1,
            b'}' | b']' if !is_quoted => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    (is_quoted || depth > 0).then(|| text.lines().count())
}
