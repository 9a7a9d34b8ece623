//! An index type for everything that can be pointed at, so that indexing by the wrong one does not
//! compile.

use std::fmt;

macro_rules! index {
    ($(#[$doc:meta])* $name:ident($raw:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $raw);

        impl $name {
            /// The place in the table that it points into.
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// Points at place `i`. Tables are bounded by `scenario::limits`, so `i` fits.
            ///
            /// # Panics
            /// If `i` does not fit: a table outgrew its limit, which is a fault of ours.
            pub fn at(i: usize) -> Self {
                Self(<$raw>::try_from(i).unwrap_or_else(|_| panic!("{} {i} exceeds its table", stringify!($name))))
            }
        }
    };
}

index! {
    /// A configured consumer of the scenario (`c1`), whatever it is called in the group.
    MemberIdx(u16)
}
index! {
    /// A member id that the group has known: `c1#1` is the first one of `c1`.
    IdIdx(u32)
}
index! {
    /// A partition, numbered through all topics in the scenario's order.
    PartitionIdx(u16)
}
index! {
    /// A topic, in the scenario's order.
    TopicIdx(u16)
}
index! {
    /// A step of the scenario's script.
    StepIdx(u16)
}
index! {
    /// An event of the trace.
    EventId(u32)
}
index! {
    /// A message of the trace.
    MessageIdx(u32)
}
index! {
    /// A set of partitions in the trace's table of sets; 0 is the empty set.
    SetIdx(u32)
}
index! {
    /// A batch that a poll() returned.
    BatchIdx(u32)
}

/// Generation of a classic group: goes up by one with every completed join phase; −1 is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation(pub i32);

impl Generation {
    /// `Generation.NO_GENERATION` of `AbstractCoordinator`.
    pub const NONE: Self = Self(-1);

    /// The one that the next completed join phase makes.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

impl Default for Generation {
    fn default() -> Self {
        Self::NONE
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
