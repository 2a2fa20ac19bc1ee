//! Learning rate by step: linear warm-up, then as the run's parameters say.

use std::f64::consts::PI;

use crate::parameters::LearningRateSchedule;

/// The learning rate of every step of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Schedule {
    after_warmup: LearningRateSchedule,
    peak: f64,
    warmup_steps: u64,
    total_steps: u64,
}

impl Schedule {
    /// Rises to `peak` over the first `warmup_ratio` of `total_steps`, then stays there or falls to 0 at the end: in a
    /// line, or along half a cosine (Loshchilov & Hutter 2017, without restarts).
    pub fn new(after_warmup: LearningRateSchedule, peak: f64, warmup_ratio: f64, total_steps: u64) -> Self {
        let warmup_steps = (total_steps as f64 * warmup_ratio).round() as u64;
        Schedule { after_warmup, peak, warmup_steps, total_steps }
    }

    /// Learning rate of a step; steps count from 1.
    pub fn learning_rate(&self, step: u64) -> f64 {
        if step <= self.warmup_steps {
            return self.peak * step as f64 / self.warmup_steps as f64;
        }
        let falling = (self.total_steps - self.warmup_steps).max(1);
        let progress = (step - self.warmup_steps - 1).min(falling) as f64 / falling as f64;
        match self.after_warmup {
            LearningRateSchedule::Linear => self.peak * (1.0 - progress),
            LearningRateSchedule::Cosine => self.peak * 0.5 * (1.0 + (PI * progress).cos()),
            LearningRateSchedule::Constant => self.peak,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LearningRateSchedule::{Constant, Cosine, Linear};
    use super::*;

    #[test]
    fn the_rate_rises_in_a_line_then_falls_along_a_cosine() {
        let schedule = Schedule::new(Cosine, 1.0, 0.1, 100);
        assert_eq!(schedule.learning_rate(1), 0.1);
        assert_eq!(schedule.learning_rate(10), 1.0);
        assert_eq!(schedule.learning_rate(11), 1.0);
        assert!((schedule.learning_rate(56) - 0.5).abs() < 1e-9);
        assert!(schedule.learning_rate(100) > 0.0 && schedule.learning_rate(100) < 0.01);
        let falling: Vec<f64> = (11..=100).map(|step| schedule.learning_rate(step)).collect();
        assert!(falling.windows(2).all(|pair| pair[0] > pair[1]));
    }

    #[test]
    fn the_rate_falls_in_a_line_or_stays() {
        let linear = Schedule::new(Linear, 1.0, 0.1, 100);
        assert_eq!((linear.learning_rate(5), linear.learning_rate(11)), (0.5, 1.0));
        assert!((linear.learning_rate(56) - 0.5).abs() < 1e-9);
        assert!((linear.learning_rate(100) - 1.0 / 90.0).abs() < 1e-9);
        // More steps than planned, as batches by tokens may give.
        assert_eq!(linear.learning_rate(200), 0.0);
        let constant = Schedule::new(Constant, 1.0, 0.1, 100);
        assert_eq!(
            (constant.learning_rate(5), constant.learning_rate(11), constant.learning_rate(200)),
            (0.5, 1.0, 1.0)
        );
    }

    #[test]
    fn no_warm_up_and_a_single_step_are_sound() {
        for schedule in [Linear, Cosine, Constant] {
            assert_eq!(Schedule::new(schedule, 0.5, 0.0, 1).learning_rate(1), 0.5);
            assert_eq!(Schedule::new(schedule, 0.5, 0.9, 1).learning_rate(1), 0.5);
        }
    }
}
