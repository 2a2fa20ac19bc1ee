//! Learning rate by step: linear warm-up, then half a cosine down to zero (Loshchilov & Hutter 2017, without restarts).

use std::f64::consts::PI;

/// The learning rate of every step of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Schedule {
    peak: f64,
    warmup_steps: u64,
    total_steps: u64,
}

impl Schedule {
    /// Rises to `peak` over the first `warmup_ratio` of `total_steps`, then falls to 0 at the end.
    pub fn new(peak: f64, warmup_ratio: f64, total_steps: u64) -> Self {
        Schedule { peak, warmup_steps: (total_steps as f64 * warmup_ratio).round() as u64, total_steps }
    }

    /// Learning rate of a step; steps count from 1.
    pub fn learning_rate(&self, step: u64) -> f64 {
        if step <= self.warmup_steps {
            return self.peak * step as f64 / self.warmup_steps as f64;
        }
        let falling = (self.total_steps - self.warmup_steps).max(1);
        let progress = (step - self.warmup_steps - 1).min(falling) as f64 / falling as f64;
        self.peak * 0.5 * (1.0 + (PI * progress).cos())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_rises_in_a_line_then_falls_along_a_cosine() {
        let schedule = Schedule::new(1.0, 0.1, 100);
        assert_eq!(schedule.learning_rate(1), 0.1);
        assert_eq!(schedule.learning_rate(10), 1.0);
        assert_eq!(schedule.learning_rate(11), 1.0);
        assert!((schedule.learning_rate(56) - 0.5).abs() < 1e-9);
        assert!(schedule.learning_rate(100) > 0.0 && schedule.learning_rate(100) < 0.01);
        let falling: Vec<f64> = (11..=100).map(|step| schedule.learning_rate(step)).collect();
        assert!(falling.windows(2).all(|pair| pair[0] > pair[1]));
    }

    #[test]
    fn no_warm_up_and_a_single_step_are_sound() {
        assert_eq!(Schedule::new(0.5, 0.0, 1).learning_rate(1), 0.5);
        assert_eq!(Schedule::new(0.5, 0.9, 1).learning_rate(1), 0.5);
    }
}
