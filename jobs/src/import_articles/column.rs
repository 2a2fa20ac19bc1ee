//! Which column of a file holds which field.

use super::chunk::FileError;

/// A field of an article that a file may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    ExternalId,
    Title,
    Body,
    Label,
    PublishedAt,
    Url,
    Crawl,
    CollectedAt,
}

impl Field {
    pub(super) const ALL: [Self; 8] = [
        Self::ExternalId,
        Self::Title,
        Self::Body,
        Self::Label,
        Self::PublishedAt,
        Self::Url,
        Self::Crawl,
        Self::CollectedAt,
    ];

    /// Its name in reports, which is its first name in files.
    pub(super) fn key(self) -> &'static str {
        self.names()[0]
    }

    /// Its names in files, the preferred one first.
    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Self::ExternalId => &["external_id", "id", "guid", "article_id"],
            Self::Title => &["title", "headline", "제목"],
            Self::Body => &["body", "content", "text", "본문"],
            Self::Label => &["label", "category", "section", "class", "분류"],
            Self::PublishedAt => &["published_at", "published", "date", "날짜"],
            Self::Url => &["url", "link", "address"],
            Self::Crawl => &["crawl", "crawl_id"],
            Self::CollectedAt => &["collected_at", "crawled_at"],
        }
    }

    /// The field that a column's name stands for, and how far down the list of its names this one is.
    pub(super) fn named(name: &str) -> Option<(Self, usize)> {
        let name = name.trim().to_lowercase();
        Self::ALL.into_iter().find_map(|field| Some((field, field.names().iter().position(|known| *known == name)?)))
    }
}

/// For each field, the column that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) of: [Option<usize>; Field::ALL.len()],
}

impl Columns {
    /// Whether the file says what its articles are called.
    pub(super) fn has_external_id(&self) -> bool {
        self.of[Field::ExternalId as usize].is_some()
    }

    /// Finds the fields among a file's column names.
    pub(super) fn find<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Result<Self, FileError> {
        let mut best: [Option<(usize, usize)>; Field::ALL.len()] = Default::default();
        for (column, name) in names.clone().enumerate() {
            if let Some((field, rank)) = Field::named(name) {
                let known = &mut best[field as usize];
                if known.is_none_or(|(other, _)| rank < other) {
                    *known = Some((rank, column));
                }
            }
        }
        if best[Field::Title as usize].is_none() && best[Field::Body as usize].is_none() {
            let [title, body] = [Field::Title, Field::Body].map(|field| field.names().join(", "));
            let found: Vec<&str> = names.take(20).collect();
            return Err(FileError::unreadable(
                "COLUMN_MISSING",
                format!(
                    "the file needs a column of titles ({title}) or of texts ({body}); it has: {}",
                    found.join(", ")
                ),
            ));
        }
        Ok(Self { of: best.map(|found| found.map(|(_, column)| column)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_any_of_their_names_the_preferred_one_first() {
        let columns = Columns::find(["guid", " ID ", "Headline", "label", "noise"].into_iter()).unwrap();
        assert_eq!(columns.of[Field::ExternalId as usize], Some(1));
        assert_eq!(columns.of[Field::Title as usize], Some(2));
        assert_eq!(columns.of[Field::Label as usize], Some(3));
        assert_eq!(columns.of[Field::Body as usize], None);
    }

    #[test]
    fn a_missing_column_is_named_with_what_there_is() {
        let FileError::Unreadable { code, message } = Columns::find(["id", "headlin"].into_iter()).unwrap_err() else {
            panic!("not a question of input and output");
        };
        assert_eq!(code, "COLUMN_MISSING");
        let expected = "the file needs a column of titles (title, headline, 제목) or of texts (body, content, text, 본문); \
            it has: id, headlin";
        assert_eq!(message, expected);
    }
}
