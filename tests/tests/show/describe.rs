//! The three views against what the real tool printed (samples).
