//! What may be wrong with settings, field by field.

use std::net::IpAddr;

use super::{Configuration, ConfigurationError};
use crate::cost;

impl Configuration {
    /// Refuses what is wrong, all of it at once.
    ///
    /// # Errors
    /// With a sentence for every field that is wrong.
    pub(super) fn check(&self) -> Result<(), ConfigurationError> {
        let mut wrong = Vec::new();
        wrong.extend(self.sign_in.problems(self.listen, self.development));
        if let Some(url) = &self.database_url
            && !["sqlite:", "postgres:", "postgresql:", "mysql:"].iter().any(|scheme| url.expose().starts_with(scheme))
        {
            wrong.push("database_url: must begin with sqlite:, postgres:// or mysql://".into());
        }
        wrong.extend(self.check_hub());
        if let Some(threshold) = self.predict_not_sure_below
            && !(0.0..=1.0).contains(&threshold)
        {
            wrong.push(format!("predict_not_sure_below: must be from 0 to 1, is {threshold}"));
        }
        if let Some(contact) = &self.crawler_contact {
            let is_plain = contact.chars().all(|c| c.is_ascii_graphic() && !"()".contains(c));
            if contact.is_empty() || contact.len() > 200 || !is_plain || !contact.contains(['@', '.']) {
                wrong.push(
                    "crawler_contact: must be the address of a page or a mailbox, in ASCII without spaces".into(),
                );
            }
        }
        let mut range = |field: &str, value: u64, minimum: u64, maximum: u64| {
            if !(minimum..=maximum).contains(&value) {
                wrong.push(format!("{field}: must be from {minimum} to {maximum}, is {value}"));
            }
        };
        range("database_connections", self.database_connections.into(), 2, 1000);
        range("worker_concurrency", self.worker_concurrency as u64, 1, 256);
        range("base_model_max_bytes", self.base_model_max_bytes, 1 << 10, 1 << 50);
        range("classify_token_budget", self.classify_token_budget as u64, 0, 1 << 20);
        range("classify_max_batch", self.classify_max_batch as u64, 1, 4096);
        range("classify_queue_capacity", self.classify_queue_capacity as u64, 1, 1_000_000);
        range("classify_max_wait_us", self.classify_max_wait_us, 0, 1_000_000);
        range("classify_sessions", self.classify_sessions as u64, 0, 256);
        range("classify_threads", self.classify_threads as u64, 0, 256);
        range("classify_tune_ms", self.classify_tune_ms, 0, 600_000);
        range("prediction_cache_bytes", self.prediction_cache_bytes, 0, 1 << 40);
        range("predict_max_characters", self.predict_max_characters as u64, 1, 1_000_000);
        range("predict_max_texts", self.predict_max_texts as u64, 1, self.classify_queue_capacity as u64);
        range("prediction_text_days", self.prediction_text_days.into(), 0, 36_500);
        range("scratch_days", self.scratch_days.into(), 0, 36_500);
        range("prediction_flush_ms", self.prediction_flush_ms, 1, 60_000);
        range("prediction_buffer", self.prediction_buffer as u64, 1, 10_000_000);
        range("request_max_bytes", self.request_max_bytes as u64, 1024, 1 << 30);
        for (field, value) in [
            ("cost_strangers", self.cost_strangers),
            ("cost_viewers", self.cost_viewers),
            ("cost_contributors", self.cost_contributors),
            ("cost_administrators", self.cost_administrators),
        ] {
            range(field, value as u64, cost::MIN_BUDGET as u64, cost::MAX_BUDGET as u64);
        }
        range("upload_max_bytes", self.upload_max_bytes, 1024, 1 << 50);
        range("upload_keep_hours", self.upload_keep_hours.into(), 1, 24 * 366);
        range("shutdown_seconds", self.shutdown_seconds, 1, 3600);
        if let Err(error) = self.log_filter.parse::<tracing_subscriber::EnvFilter>() {
            wrong.push(format!("log_filter: {error}"));
        }
        if wrong.is_empty() { Ok(()) } else { Err(ConfigurationError::Invalid(wrong)) }
    }

    fn check_hub(&self) -> Option<String> {
        let Ok(url) = self.hub_url.parse::<axum::http::Uri>() else {
            return Some("hub_url: must be a URL, such as https://huggingface.co".into());
        };
        let host = url.host().unwrap_or_default().trim_matches(['[', ']']);
        let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        match url.scheme_str() {
            _ if host.is_empty() => Some("hub_url: must name a host, such as https://huggingface.co".into()),
            Some("https") => None,
            Some("http") if self.hub_token.is_none() || is_here => None,
            Some("http") => Some("hub_url: must begin with https:// for hub_token to be sent there".into()),
            _ => Some("hub_url: must begin with https:// or http://".into()),
        }
    }
}
