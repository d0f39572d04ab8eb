//! Merkle trees as RFC 9162 (2.1) hashes them: one digest stands for a list, and a few
//! more show that one thing was in it, without showing the others.

use crate::digest::Digest;

/// The hash of a leaf: never that of a node, whatever its bytes.
pub fn leaf(bytes: &[u8]) -> Digest {
    Digest::of_all(&[&[0], bytes])
}

/// The hash of a node over its two halves.
pub fn node(left: Digest, right: Digest) -> Digest {
    Digest::of_all(&[&[1], left.as_bytes(), right.as_bytes()])
}

/// How many of so many leaves (two or more) lie to the left: the largest power of two below.
pub fn left_of(count: usize) -> usize {
    1 << (count - 1).ilog2()
}

/// The root over leaves in their order.
pub fn root(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => Digest::of(&[]),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(left_of(leaves.len()));
            node(root(left), root(right))
        }
    }
}

/// A tree to which leaves are added one by one, and whose root can be asked for at any time.
#[derive(Clone, Debug, Default)]
pub struct Growing {
    /// Roots of whole trees, each with how many leaves it has: ever fewer.
    whole: Vec<(u64, Digest)>,
}

impl Growing {
    /// Adds a leaf.
    pub fn push(&mut self, leaf: Digest) {
        let mut last = (1, leaf);
        while let Some((_, before)) = self.whole.pop_if(|(count, _)| *count == last.0) {
            last = (last.0 * 2, node(before, last.1));
        }
        self.whole.push(last);
    }

    /// The root over all leaves so far.
    pub fn root(&self) -> Digest {
        let whole = self.whole.iter().rev().map(|(_, root)| *root);
        whole.reduce(|right, left| node(left, right)).unwrap_or_else(|| root(&[]))
    }
}

/// What must be known beside one leaf to come to the root, from the leaf upwards.
pub fn path(leaves: &[Digest], index: usize) -> Vec<Digest> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let middle = left_of(leaves.len());
    let (left, right) = leaves.split_at(middle);
    let (mut below, beside) = if index < middle {
        (path(left, index), root(right))
    } else {
        (path(right, index - middle), root(left))
    };
    below.push(beside);
    below
}

/// The root to which a path leads from a leaf; `None` if no tree of so many leaves has such a path.
pub fn climb(leaf: Digest, index: usize, count: usize, path: &[Digest]) -> Option<Digest> {
    match (count, path) {
        (1, []) => (index == 0).then_some(leaf),
        (0 | 1, _) | (_, []) => None,
        (_, [below @ .., beside]) => {
            let middle = left_of(count);
            if index < middle {
                Some(node(climb(leaf, index, middle, below)?, *beside))
            } else {
                Some(node(*beside, climb(leaf, index - middle, count - middle, below)?))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(count: u8) -> Vec<Digest> {
        (0..count).map(|number| leaf(&[number])).collect()
    }

    /// Written out as the RFC has them.
    #[test]
    fn small_trees_have_the_shape_of_the_rfc() {
        let [a, b, c, d, e] = leaves(5)[..] else { panic!("five") };
        assert_eq!(root(&[]), Digest::of(b""));
        assert_eq!(a, Digest::of(&[0, 0]));
        assert_eq!(root(&[a, b, c]), node(node(a, b), c));
        assert_eq!(root(&[a, b, c, d]), node(node(a, b), node(c, d)));
        assert_eq!(root(&[a, b, c, d, e]), node(node(node(a, b), node(c, d)), e));
        assert_eq!(path(&[a, b, c, d, e], 2), [d, node(a, b), e]);
        assert_eq!(path(&[a, b, c, d, e], 4), [node(node(a, b), node(c, d))]);
    }

    #[test]
    fn a_growing_tree_has_the_root_of_a_whole_one() {
        let mut growing = Growing::default();
        assert_eq!(growing.root(), root(&[]));
        let leaves = leaves(70);
        for (index, leaf) in leaves.iter().enumerate() {
            growing.push(*leaf);
            assert_eq!(growing.root(), root(&leaves[..=index]), "{index}");
        }
    }

    #[test]
    fn every_leaf_climbs_to_the_root_from_its_own_place_and_from_no_other() {
        for count in 1..=33_u8 {
            let (leaves, size) = (leaves(count), usize::from(count));
            for (index, leaf) in leaves.iter().enumerate() {
                let path = path(&leaves, index);
                assert_eq!(climb(*leaf, index, size, &path), Some(root(&leaves)), "{index} of {count}");
                for other in (0..size + 2).filter(|other| *other != index) {
                    assert_ne!(climb(*leaf, other, size, &path), Some(root(&leaves)), "{other} of {count}");
                }
                let longer = [path.as_slice(), &[*leaf]].concat();
                assert_ne!(climb(*leaf, index, size, &longer), Some(root(&leaves)));
            }
        }
    }

    #[test]
    fn a_count_that_no_batch_has_leads_nowhere() {
        let [a, b] = leaves(2)[..] else { panic!("two") };
        for count in [0, usize::MAX, usize::MAX / 2 + 2] {
            assert_eq!(climb(a, 0, count, &[b]), None, "{count}");
        }
    }
}
