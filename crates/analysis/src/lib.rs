//! What a trace means, and how near a run is to a recording of real Kafka.

pub mod score;
