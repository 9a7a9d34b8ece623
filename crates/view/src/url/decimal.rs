//! Numbers with up to three digits after the point: `16.2`, and no more digits than it needs.

use super::UrlFault;

/// A number of thousandths as text.
pub(super) fn write(thousandths: u64) -> String {
    let fraction = format!("{:03}", thousandths % 1000);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    [&(thousandths / 1000).to_string(), point, fraction].concat()
}

/// The thousandths that a text says, if there are no more than `most`.
pub(super) fn read(text: &str, most: u64) -> Result<u64, UrlFault> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) || fraction.len() > 3 {
        return Err(UrlFault::NotANumber);
    }
    let digits = [whole, fraction, &"00"[fraction.len() - 1..]].concat();
    digits.parse().ok().filter(|n| *n <= most).ok_or(UrlFault::OutOfBounds)
}
