//! `gisa predict`

use std::{
    io::{BufRead, IsTerminal},
    sync::Arc,
};

use api::{
    classifier::{Answer, BundleLoader, Deployed, LiveClassifier, Loader},
    configuration::Configuration,
};
use clap::Args;
use domain::{deployment, label_class, label_set, model_variant::ModelVariant, model_version};

use super::{
    deploy::find_version,
    failure::{Failure, Outcome},
    ground::Ground,
    output::Output,
};

/// Classify texts with the model in service, loaded into this process. Nothing is recorded.
#[derive(Debug, Args)]
pub struct Predict {
    /// The texts; without any, each line of standard input is one
    text: Vec<String>,
    /// Another model version than the one in service: its number or id
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    /// Which graph of its bundle computes: fp32 or int8 [default: the one in service, or fp32 with --version]
    #[arg(long, value_name = "VARIANT")]
    variant: Option<ModelVariant>,
    /// How many classes to show for each text
    #[arg(long, value_name = "N", default_value_t = 3)]
    top: usize,
}

impl Predict {
    /// Classifies and writes the answers.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let is_piped = self.text.is_empty();
        if is_piped && std::io::stdin().is_terminal() {
            return Err(Failure::new("there is no text to classify").with_fix("gisa predict '코스피 사상 최고치'"));
        }
        let ground = Ground::open(configuration).await?;
        let (version, variant) = self.find_version(&ground).await?;
        let classifier = load(&ground, version, variant).await?;
        if !is_piped {
            return self.answer(&classifier, &self.text, output).await;
        }
        let mut lines = std::io::stdin().lock().lines().peekable();
        let at_once = classifier.settings().max_texts;
        while lines.peek().is_some() {
            let texts: Result<Vec<String>, _> = lines.by_ref().take(at_once).collect();
            let texts = texts.map_err(|error| Failure::new(format!("standard input can't be read: {error}")))?;
            self.answer(&classifier, &texts, output).await?;
        }
        Ok(())
    }

    async fn answer(&self, classifier: &LiveClassifier, texts: &[String], output: Output) -> Outcome {
        for texts in texts.chunks(classifier.settings().max_texts) {
            let answers = classifier.predict_batch(texts).await.map_err(|error| Failure::new(error.to_string()))?;
            for (text, answer) in texts.iter().zip(answers) {
                self.write(text, &answer, output);
            }
        }
        Ok(())
    }

    fn write(&self, text: &str, answer: &Answer, output: Output) {
        let top = answer.top(self.top.max(1));
        let classes: Vec<serde_json::Value> = top
            .iter()
            .map(|(class, probability)| serde_json::json!({ "key": class.key, "probability": probability }))
            .collect();
        let value = serde_json::json!({
            "text": text, "label": answer.label_class().key, "probability": answer.probability(), "top": classes,
            "sure": answer.is_sure(), "notSureBelow": answer.not_sure_below,
            "truncated": answer.truncated, "modelVersionId": answer.model_version_id,
            "variant": answer.variant, "totalUs": answer.total_us,
        });
        let shares: Vec<String> =
            top.iter().map(|(class, probability)| format!("{} {:.1} %", class.name_ko, probability * 100.0)).collect();
        let doubt = match answer.not_sure_below {
            Some(threshold) if !answer.is_sure() => format!("not sure (below {:.1} %): ", threshold * 100.0),
            _ => String::new(),
        };
        output.result(&value, &format!("{text}\n  {doubt}{}", shares.join(", ")));
    }

    async fn find_version(&self, ground: &Ground) -> Outcome<(model_version::Model, ModelVariant)> {
        let connection = ground.database.connection();
        if let Some(version) = &self.version {
            return Ok((find_version(connection, version).await?, self.variant.unwrap_or_default()));
        }
        let active = deployment::active(connection).await?.ok_or_else(|| {
            Failure::new("no model version is deployed yet")
                .with_fix("train one with `gisa train`, then `gisa deploy VERSION`; or name one with --version")
        })?;
        let version = model_version::find(connection, active.to_version_id).await?;
        Ok((version, self.variant.unwrap_or(active.variant)))
    }
}

/// A classifier with this version's model in service.
async fn load(ground: &Ground, version: model_version::Model, variant: ModelVariant) -> Outcome<LiveClassifier> {
    let classes: Arc<[label_class::Model]> =
        label_set::classes(ground.database.connection(), version.label_set_id).await?.into();
    let settings = ground.configuration.classifier();
    let loader = bundle_loader(ground);
    let (deployed, ordered) = (Deployed { model_version_id: version.id, variant }, classes.clone());
    let loading = tokio::task::spawn_blocking(move || {
        let keys: Vec<&str> = ordered.iter().map(|class| class.key.as_str()).collect();
        loader.load(&version, variant, &keys)
    });
    let loaded = loading
        .await
        .map_err(|error| error.to_string())
        .and_then(|loaded| loaded)
        .map_err(|error| Failure::new(format!("model version {deployed} can't be loaded: {error}")))?;
    let classifier = LiveClassifier::new(settings);
    classifier.serve(deployed, classes, loaded);
    Ok(classifier)
}

/// Loads bundles as this process's settings say.
pub fn bundle_loader(ground: &Ground) -> BundleLoader {
    BundleLoader {
        artifacts: ground.artifacts.clone(),
        library: ground.configuration.onnxruntime_path(),
        fixed: ground.configuration.classify_plan(),
        tunings: ground.configuration.tunings(),
    }
}
