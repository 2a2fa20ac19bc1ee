//! A source as a crawl sees it: its definition, compiled, the client that asks it, and the right to.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use domain::{
    Database, crawl, crawl_section,
    id::LabelClassId,
    source,
    source_definition::{self, Definition, RobotsPolicy},
    source_permission,
};

use crate::{
    JobError,
    extraction::Rules,
    fetch::{Fetcher, Settings, turns::Shared},
    settings::Crawler,
};

/// A source, ready to be asked.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) source: source::Model,
    pub(crate) version: source_definition::Model,
    pub(crate) definition: Definition,
    pub(crate) rules: Rules,
    pub(crate) fetcher: Fetcher,
    pub(crate) sections: Vec<crawl_section::Model>,
}

impl Site {
    /// The source of `crawl`, by the version of its definition that the crawl follows.
    pub(crate) async fn of_crawl(
        database: &Database,
        crawler: &Crawler,
        crawl: &crawl::Model,
    ) -> Result<Self, JobError> {
        let id =
            crawl.source_definition_id.ok_or_else(|| JobError::permanent("NO_DEFINITION", "it has no definition"))?;
        let version = source_definition::find(database.connection(), id).await?;
        let sections = crawl_section::of_crawls(database.connection(), &[crawl.id]).await?;
        let mut hash = DefaultHasher::new();
        crawl.id.hash(&mut hash);
        Self::new(database, crawler, version, sections, hash.finish()).await
    }

    /// The source by one version of its definition.
    pub(crate) async fn new(
        database: &Database,
        crawler: &Crawler,
        version: source_definition::Model,
        sections: Vec<crawl_section::Model>,
        seed: u64,
    ) -> Result<Self, JobError> {
        let source = source::find(database.connection(), version.source_id).await?;
        let definition = version.definition()?;
        let rules =
            Rules::new(&definition).map_err(|error| JobError::permanent("BAD_DEFINITION", error.to_string()))?;
        let user_agent = crawler.user_agent(definition.local).ok_or_else(|| {
            JobError::permanent(
                "NO_CONTACT",
                "a site must be able to reach whoever crawls it: set crawler_contact to an address of a page or a mailbox",
            )
        })?;
        let settings = Settings {
            user_agent,
            limits: crawler.limits.clone(),
            clock: crawler.clock.clone(),
            lookup: crawler.lookup.0.clone(),
            seed,
            turns: Arc::new(Shared(database.clone())),
        };
        let fetcher = Fetcher::new(&definition, settings)
            .map_err(|error| JobError::permanent("BAD_DEFINITION", error.to_string()))?;
        Ok(Self { source, version, definition, rules, fetcher, sections })
    }

    /// Refuses to go on when the source needs a permission that nobody has recorded, or that was revoked.
    pub(crate) async fn check_permission(&self, database: &Database) -> Result<(), JobError> {
        if self.definition.robots == RobotsPolicy::Permission
            && source_permission::active(database.connection(), self.source.id).await?.is_none()
        {
            return Err(JobError::permanent(
                "PERMISSION_MISSING",
                format!("the site's permission to crawl {} isn't recorded, or was revoked", self.source.key),
            ));
        }
        Ok(())
    }

    /// The class that articles of the section at `position` get.
    pub(crate) fn class_of(&self, position: i32) -> Option<LabelClassId> {
        self.section(position)?.label_class_id
    }

    /// The key of the section at `position`.
    pub(crate) fn section_key(&self, position: i32) -> &str {
        self.section(position).map_or("", |section| &section.key)
    }

    pub(crate) fn section(&self, position: i32) -> Option<&crawl_section::Model> {
        self.sections.iter().find(|section| section.position == position)
    }
}
