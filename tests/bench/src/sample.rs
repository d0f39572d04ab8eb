//! Repeated measurements of one thing.

/// Measurements in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Sample(Vec<f64>);

impl Sample {
    /// These.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        Self(values.into_iter().collect())
    }

    /// One more.
    pub fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    /// The middle one, or the mean of the two in the middle; NaN of nothing.
    pub fn median(&self) -> f64 {
        let sorted = self.sorted();
        let middle = |back: usize| sorted.get((sorted.len() - back) / 2).copied();
        match (sorted.len(), middle(1.min(sorted.len())), middle(0)) {
            (0, ..) => f64::NAN,
            (_, Some(low), Some(high)) => f64::midpoint(low, high),
            (_, Some(only), None) | (_, None, Some(only)) => only,
            (_, None, None) => f64::NAN,
        }
    }

    /// Least and most; NaN of nothing.
    pub fn range(&self) -> [f64; 2] {
        let sorted = self.sorted();
        [sorted.first(), sorted.last()].map(|end| end.copied().unwrap_or(f64::NAN))
    }

    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }
}

#[cfg(test)]
mod tests {
    use super::Sample;

    #[test]
    fn the_median_is_the_middle_one_and_no_outlier_moves_it() {
        assert_eq!(Sample::of([5.0, 1.0, 900.0]).median(), 5.0);
        assert_eq!(Sample::of([4.0, 1.0, 2.0, 900.0]).median(), 3.0);
        assert_eq!(Sample::of([7.0]).median(), 7.0);
        assert!(Sample::of([]).median().is_nan());
        assert_eq!(Sample::of([4.0, 1.0, 2.0]).range(), [1.0, 4.0]);
    }
}
