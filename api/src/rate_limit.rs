//! How often somebody may ask: so many a minute by class of work, counted by API token, else by session, else by
//! address.
//!
//! Answers say where the caller stands in the `RateLimit` and `RateLimit-Policy` headers of
//! <https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/>.

use std::{
    convert::Infallible,
    fmt,
    net::IpAddr,
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_graphql::{
    Name, Request, Value, Variables,
    parser::types::{ExecutableDocument, Field, OperationType},
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
};
use uuid::Uuid;

use crate::{caller::Caller, operation};

/// Every so many requests those who have long been silent are forgotten.
const FORGET_EVERY: u64 = 4_096;

/// What is asked for, as far as limits go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Reading.
    Query,
    /// Changing something.
    Mutation,
    /// Asking a model; each text counts.
    Predict,
    /// Beginning to watch something.
    Subscription,
    /// Sending a file.
    Upload,
    /// Signing in, and whatever else strangers may try again and again.
    SignIn,
}

/// How many a minute; 0 is without limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Queries.
    pub queries: u32,
    /// Mutations.
    pub mutations: u32,
    /// Texts that strangers may have predicted.
    pub anonymous_predictions: u32,
    /// Texts that members and API tokens may have predicted.
    pub predictions: u32,
    /// Subscriptions begun.
    pub subscriptions: u32,
    /// Files sent.
    pub uploads: u32,
    /// Attempts to sign in.
    pub sign_ins: u32,
}

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Token(Uuid),
    Session(Uuid),
    /// Of an IPv6 address the first half: its owner has the rest to choose from.
    Address(IpAddr),
}

type Limiter =
    RateLimiter<Key, governor::state::keyed::DefaultKeyedStateStore<Key>, DefaultClock, StateInformationMiddleware>;

/// One limit.
struct Limit {
    name: &'static str,
    per_minute: NonZeroU32,
    limiter: Limiter,
}

/// All limits, and who has used how much of them. Clones share their counts.
#[derive(Clone)]
pub struct RateLimits {
    limits: Arc<Limits>,
}

struct Limits {
    queries: Option<Limit>,
    mutations: Option<Limit>,
    anonymous_predictions: Option<Limit>,
    predictions: Option<Limit>,
    subscriptions: Option<Limit>,
    uploads: Option<Limit>,
    sign_ins: Option<Limit>,
    asked: AtomicU64,
}

/// Where a caller stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    name: &'static str,
    per_minute: u32,
    remaining: u32,
    /// How long until a request of this size is taken again; `None` if this one is.
    pub retry_after: Option<Duration>,
}

impl RateLimits {
    /// Limits nobody has used anything of.
    pub fn new(settings: Settings) -> Self {
        let limit = |name, per_minute| {
            let per_minute = NonZeroU32::new(per_minute)?;
            let limiter = DefaultKeyedRateLimiter::keyed(Quota::per_minute(per_minute))
                .with_middleware::<StateInformationMiddleware>();
            Some(Limit { name, per_minute, limiter })
        };
        let limits = Limits {
            queries: limit("queries", settings.queries),
            mutations: limit("mutations", settings.mutations),
            anonymous_predictions: limit("predictions", settings.anonymous_predictions),
            predictions: limit("predictions", settings.predictions),
            subscriptions: limit("subscriptions", settings.subscriptions),
            uploads: limit("uploads", settings.uploads),
            sign_ins: limit("sign-ins", settings.sign_ins),
            asked: AtomicU64::new(0),
        };
        Self { limits: Arc::new(limits) }
    }

    /// Counts `count` of a class; `None` if there is no limit to it. Nothing is counted when it is too much.
    pub fn take(&self, class: Class, count: u32, caller: &Caller) -> Option<Standing> {
        let limits = &*self.limits;
        let limit = match class {
            Class::Query => &limits.queries,
            Class::Mutation => &limits.mutations,
            Class::Predict if caller.member.is_none() => &limits.anonymous_predictions,
            Class::Predict => &limits.predictions,
            Class::Subscription => &limits.subscriptions,
            Class::Upload => &limits.uploads,
            Class::SignIn => &limits.sign_ins,
        }
        .as_ref()?;
        if limits.asked.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            limits.forget();
        }
        let count = NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        let standing = |remaining, retry_after| Standing {
            name: limit.name,
            per_minute: limit.per_minute.get(),
            remaining,
            retry_after,
        };
        Some(match limit.limiter.check_key_n(&Key::of(caller), count) {
            Ok(Ok(snapshot)) => standing(snapshot.remaining_burst_capacity(), None),
            Ok(Err(until)) => standing(0, Some(until.wait_time_from(DefaultClock::default().now()))),
            // More at once than is ever allowed.
            Err(_) => standing(0, Some(Duration::from_secs(60))),
        })
    }
}

impl fmt::Debug for RateLimits {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RateLimits").finish_non_exhaustive()
    }
}

impl Limits {
    fn forget(&self) {
        for limit in [
            &self.queries,
            &self.mutations,
            &self.anonymous_predictions,
            &self.predictions,
            &self.subscriptions,
            &self.uploads,
            &self.sign_ins,
        ]
        .into_iter()
        .flatten()
        {
            limit.limiter.retain_recent();
        }
    }
}

impl Key {
    fn of(caller: &Caller) -> Self {
        match (caller.token, caller.session, caller.address) {
            (Some(token), ..) => Self::Token(token),
            (None, Some(session), _) => Self::Session(session),
            (None, None, IpAddr::V6(address)) => match address.to_ipv4_mapped() {
                Some(address) => Self::Address(address.into()),
                None => Self::Address(std::net::Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into()),
            },
            (None, None, address) => Self::Address(address),
        }
    }
}

impl Standing {
    /// Tells the caller in the answer's headers.
    pub fn write(&self, headers: &mut HeaderMap) {
        let Self { name, per_minute, remaining, retry_after } = self;
        // Until all is there again.
        let seconds = (u64::from(per_minute - remaining) * 60).div_ceil(u64::from(*per_minute));
        let mut set = |name: HeaderName, value: String| {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        };
        set(HeaderName::from_static("ratelimit-policy"), format!("\"{name}\";q={per_minute};w=60"));
        set(HeaderName::from_static("ratelimit"), format!("\"{name}\";r={remaining};t={seconds}"));
        if let Some(after) = retry_after {
            set(header::RETRY_AFTER, (after.as_millis().div_ceil(1_000)).max(1).to_string());
        }
    }

    /// What a caller is told who asked too often.
    pub fn message(&self) -> String {
        format!("at most {} {} a minute are taken", self.per_minute, self.name)
    }
}

/// What a request asks for, and how much of it. One that doesn't parse is a query.
pub fn class_of(request: &mut Request) -> (Class, u32) {
    let name = request.operation_name.clone();
    // Parsing borrows the request as a whole.
    let variables = std::mem::take(&mut request.variables);
    let counted = match request.parsed_query() {
        Ok(document) => count(document, name.as_deref(), &variables),
        Err(_) => (Class::Query, 1),
    };
    request.variables = variables;
    counted
}

fn count(document: &ExecutableDocument, name: Option<&str>, variables: &Variables) -> (Class, u32) {
    let mut class = Class::Query;
    let mut texts = 0;
    for operation in operation::chosen(document, name) {
        match operation.ty {
            OperationType::Query => {}
            OperationType::Subscription => class = Class::Subscription,
            OperationType::Mutation => {
                class = Class::Mutation;
                let fields = operation::root_fields(document, operation);
                texts += fields.into_iter().map(|field| asked(field, variables)).sum::<usize>();
            }
        }
    }
    if texts == 0 { (class, 1) } else { (Class::Predict, u32::try_from(texts).unwrap_or(u32::MAX)) }
}

/// How many texts a field of the mutation root asks a model about.
fn asked(field: &Field, variables: &Variables) -> usize {
    let given = |name: Name| Ok::<_, Infallible>(variables.get(&name).cloned().unwrap_or_default());
    match field.name.node.as_str() {
        "predict" => 1,
        "predictBatch" => {
            let arguments = field.arguments.iter().map(|(_, argument)| argument.node.clone().into_const_with(given));
            arguments
                .map(|argument| argument.map_or_else(|never| match never {}, |value| strings(&value)))
                .sum::<usize>()
                .max(1)
        }
        _ => 0,
    }
}

/// Strings in lists: the texts of a batch.
fn strings(value: &Value) -> usize {
    match value {
        Value::List(items) => {
            items.iter().map(|item| if matches!(item, Value::String(_)) { 1 } else { strings(item) }).sum()
        }
        Value::Object(fields) => fields.values().map(strings).sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use serde_json::json;

    use super::*;

    fn from(address: &str) -> Caller {
        Caller::anonymous(address.parse().unwrap())
    }

    #[test]
    fn whoever_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up() {
        let limits = RateLimits::new(Settings { anonymous_predictions: 3, predictions: 100, ..Settings::default() });
        let here = from("192.0.2.1");
        for remaining in [2, 1, 0] {
            let standing = limits.take(Class::Predict, 1, &here).unwrap();
            assert_eq!((standing.remaining, standing.retry_after), (remaining, None));
        }
        let refused = limits.take(Class::Predict, 1, &here).unwrap();
        let wait = refused.retry_after.unwrap();
        assert!(Duration::from_secs(15) < wait && wait <= Duration::from_secs(20), "{wait:?}");
        let mut headers = HeaderMap::new();
        refused.write(&mut headers);
        assert_eq!(headers["ratelimit-policy"], "\"predictions\";q=3;w=60");
        assert_eq!(headers["ratelimit"], "\"predictions\";r=0;t=60");
        assert_eq!(headers["retry-after"], "20");

        assert_eq!(limits.take(Class::Predict, 1, &from("192.0.2.2")).unwrap().retry_after, None);
        let member = Caller::of_role(Some(domain::member_role::Role::Viewer));
        assert_eq!(limits.take(Class::Predict, 1, &member).unwrap().retry_after, None, "members have their own limit");
        assert_eq!(limits.take(Class::Query, 1, &here), None, "0 is without limit");
    }

    #[test]
    fn more_at_once_than_is_allowed_in_a_minute_is_refused_and_not_counted() {
        let limits = RateLimits::new(Settings { anonymous_predictions: 10, ..Settings::default() });
        let caller = from("192.0.2.1");
        assert!(limits.take(Class::Predict, 11, &caller).unwrap().retry_after.is_some());
        assert_eq!(limits.take(Class::Predict, 10, &caller).unwrap().retry_after, None);
    }

    #[test]
    fn a_network_that_can_choose_its_addresses_is_counted_as_one() {
        assert_eq!(Key::of(&from("2001:db8::1")), Key::of(&from("2001:db8::ffff:ffff:ffff:ffff")));
        assert_ne!(Key::of(&from("2001:db8::1")), Key::of(&from("2001:db8:0:1::1")));
        assert_eq!(Key::of(&from("::ffff:192.0.2.1")), Key::of(&from("192.0.2.1")));
        let id = Uuid::from_u128(1);
        let mut token = Caller::anonymous(Ipv4Addr::LOCALHOST.into());
        token.token = Some(id);
        assert_eq!(Key::of(&token), Key::Token(id));
    }

    #[test]
    fn each_text_of_a_batch_counts() {
        let class = |document: &str, variables: serde_json::Value| {
            class_of(&mut Request::new(document).variables(Variables::from_json(variables)))
        };
        let batch = "mutation($input: PredictBatchInput!) { predictBatch(input: $input) { id } }";
        assert_eq!(class(batch, json!({ "input": { "texts": ["a", "b", "c"] } })), (Class::Predict, 3));
        assert_eq!(class("mutation { predict(input: { text: \"a\" }) { id } }", json!({})), (Class::Predict, 1));
        let written = "mutation { ... { predictBatch(input: { texts: [\"a\", \"b\"] }) { id } } }";
        assert_eq!(class(written, json!({})), (Class::Predict, 2));
        let many = "mutation { a: predict(input: { text: \"a\" }) { id } ...More ...More }
            fragment More on Mutation { b: predict(input: { text: \"b\" }) { id } ...More }";
        assert_eq!(class(many, json!({})), (Class::Predict, 2), "however they are asked for");
        assert_eq!(class("mutation { cancelJob(id: 1) { id } }", json!({ "ids": ["a", "b"] })), (Class::Mutation, 1));
        assert_eq!(class("subscription { jobEvents { eventId } }", json!({})), (Class::Subscription, 1));
        assert_eq!(class("{ errorCodes }", json!({})), (Class::Query, 1));
        assert_eq!(class("{", json!({})), (Class::Query, 1));
    }
}
