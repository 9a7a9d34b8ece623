//! The two sides of water filling: members that have least, plateau by plateau upwards, and those that have most,
//! downwards. Sizes change meanwhile; the level of a plateau does not.

/// From the least loaded upwards.
pub(super) struct LeastLoaded {
    /// By size, ascending.
    members: Vec<usize>,
    /// End of the plateau.
    end: usize,
    /// Its height.
    pub(super) level: i64,
    next: usize,
}

impl LeastLoaded {
    pub(super) fn new(members: Vec<usize>, sizes: &[i64]) -> Self {
        let level = members.first().map_or(0, |m| sizes[*m] - 1);
        Self { members, end: 0, level, next: 0 }
    }

    /// The next in turn on the plateau, which widens as it rises.
    pub(super) fn next(&mut self, sizes: &[i64]) -> Option<usize> {
        if self.next >= self.end {
            self.level += 1;
            while self.members.get(self.end).is_some_and(|m| sizes[*m] == self.level) {
                self.end += 1;
            }
            self.next = 0;
        }
        let member = self.members.get(self.next).copied();
        self.next += 1;
        member
    }
}

/// From the most loaded downwards. Places are counted from behind, so that none lies before the first.
pub(super) struct MostLoaded {
    /// By size, ascending.
    members: Vec<usize>,
    start: usize,
    end: usize,
    /// Height of the plateau.
    pub(super) level: i64,
    /// The place behind the next in turn.
    behind_next: usize,
}

impl MostLoaded {
    pub(super) fn new(members: Vec<usize>, sizes: &[i64]) -> Self {
        let n = members.len();
        let level = members.last().map_or(0, |m| sizes[*m] + 1);
        Self { members, start: n, end: n, level, behind_next: n }
    }

    /// The next in turn on the plateau, which widens as it sinks; none if everybody is excluded.
    pub(super) fn next(&mut self, sizes: &[i64]) -> Option<usize> {
        if self.behind_next <= self.start {
            if self.end <= self.start && self.start > 0 {
                self.level = sizes[self.members[self.start - 1]];
            } else {
                self.level -= 1;
            }
            while self.start > 0 && sizes[self.members[self.start - 1]] == self.level {
                self.start -= 1;
            }
            self.behind_next = self.end;
        }
        self.behind_next = self.behind_next.checked_sub(1)?;
        Some(self.members[self.behind_next])
    }

    /// The one that was given last has nothing left.
    pub(super) fn exclude(&mut self) {
        self.end -= 1;
        self.members.swap(self.behind_next, self.end);
    }
}
