//! `gisa tune`

use std::{fmt::Write as _, time::Duration};

use api::configuration::Configuration;
use clap::Args;
use domain::{deployment, model_variant::ModelVariant, model_version};
use ml::serve::Tuning;

use super::{
    deploy::find_version,
    failure::{Failure, Outcome},
    ground::Ground,
    output::Output,
    predict::bundle_loader,
};

/// Measure on this machine how a model is best run, and keep the result for servers with the same data folder.
///
/// A server measures for a moment when it loads a model that was never measured here. This measures for longer; stop
/// whatever else uses the processor meanwhile. A server that runs takes the new result with its next start or swap.
#[derive(Debug, Args)]
pub struct Tune {
    /// The model version's number or id [default: the one in service]
    version: Option<String>,
    /// Which graph of its bundle: fp32 or int8 [default: the one in service, or fp32 with VERSION]
    #[arg(long, value_name = "VARIANT")]
    variant: Option<ModelVariant>,
    /// How long to measure
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
}

impl Tune {
    /// Measures, keeps and shows.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let ground = Ground::open(configuration).await?;
        let (version, variant) = self.find_version(&ground).await?;
        api::variant::check(&ground.artifacts, &version, variant)?;
        let loader = bundle_loader(&ground);
        let folder = ground.artifacts.bundle_path(&version.bundle_sha256)?;
        let budget = Duration::from_secs(self.seconds);
        let number = version.number;
        let measuring = tokio::task::spawn_blocking(move || {
            let runtime = loader.runtime()?;
            loader.tunings.measure(&runtime, &folder, &version.bundle_sha256, variant, budget)
        });
        let tuning = measuring
            .await
            .map_err(|error| error.to_string())
            .and_then(|measured| measured)
            .map_err(|error| Failure::new(format!("model version {number} can't be measured: {error}")))?;
        let fixed = ground.configuration.classify_plan();
        let applied = fixed.applied_to(tuning.plan);
        let mut text = table(&tuning);
        if applied != tuning.plan {
            let _ = write!(text, "\nclassify_… settings override some of it: {applied:?}");
        }
        let value = serde_json::json!({
            "modelVersion": number, "variant": variant, "tuning": tuning, "applied": applied,
        });
        output.result(&value, &text);
        Ok(())
    }

    async fn find_version(&self, ground: &Ground) -> Outcome<(model_version::Model, ModelVariant)> {
        let connection = ground.database.connection();
        if let Some(version) = &self.version {
            return Ok((find_version(connection, version).await?, self.variant.unwrap_or_default()));
        }
        let active = deployment::active(connection).await?.ok_or_else(|| {
            Failure::new("no model version is deployed yet").with_fix("name one: `gisa tune VERSION`")
        })?;
        let version = model_version::find(connection, active.to_version_id).await?;
        Ok((version, self.variant.unwrap_or(active.variant)))
    }
}

fn table(tuning: &Tuning) -> String {
    let mut text = String::from("one thread          batch, ms   texts/s\n");
    for shape in &tuning.shapes {
        let what = format!("{} × {} tokens", shape.rows, shape.length);
        let rate = shape.rows as f64 / shape.batch_us * 1e6;
        let _ = writeln!(text, "{what:<18} {:>10.2} {rate:>9.1}", shape.batch_us / 1e3);
    }
    text.push_str("\nsessions × threads  alone, ms   texts/s\n");
    let plan = &tuning.plan;
    for layout in &tuning.layouts {
        let spins = if layout.spinning { " spinning" } else { "" };
        let what = format!("{} × {}{spins}", layout.sessions, layout.intra_threads);
        let is_chosen = (layout.sessions, layout.intra_threads, layout.spinning)
            == (plan.sessions, plan.intra_threads, plan.spinning);
        let mark = if is_chosen { "  chosen" } else { "" };
        let _ = writeln!(text, "{what:<18} {:>10.2} {:>9.1}{mark}", layout.alone_us / 1e3, layout.texts_per_second);
    }
    let _ = write!(
        text,
        "\nbatches of up to {} tokens; padding pays below {} tokens a batch saved; measured in {:.1} s",
        plan.token_budget, plan.batch_overhead_tokens, tuning.seconds
    );
    text
}

#[cfg(test)]
mod tests {
    use ml::serve::{
        Plan,
        tune::{LayoutTrial, ShapeTrial},
    };

    use super::*;

    #[test]
    fn the_table_shows_every_trial_and_marks_the_chosen_one() {
        let layout = |sessions, spinning| LayoutTrial {
            sessions,
            intra_threads: 1,
            spinning,
            alone_us: 1500.0,
            texts_per_second: 99.5,
        };
        let tuning = Tuning {
            plan: Plan { sessions: 2, spinning: true, ..Plan::default() },
            shapes: vec![ShapeTrial { rows: 4, length: 24, batch_us: 8000.0 }],
            layouts: vec![layout(2, false), layout(2, true)],
            seconds: 1.0,
        };
        let table = table(&tuning);
        assert!(table.contains("4 × 24 tokens") && table.contains("500.0"), "{table}");
        let chosen: Vec<&str> = table.lines().filter(|line| line.ends_with("chosen")).collect();
        assert!(chosen.len() == 1 && chosen[0].contains("2 × 1 spinning"), "{table}");
    }
}
