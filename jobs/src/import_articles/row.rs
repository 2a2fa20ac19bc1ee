//! A row of a file, and what has to be right about it before it becomes an article.

use std::{borrow::Cow, collections::HashMap};

use domain::{Timestamp, article::NewArticle, id::LabelClassId, import_refusal::Reason, label_class};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::{column::Field, moment};

/// Characters we store at most.
const LONGEST_NAME: usize = 200;
const LONGEST_TITLE: usize = 2_000;
const LONGEST_BODY: usize = 500_000;
const LONGEST_URL: usize = 2_000;

/// What a cell of a row holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Text that ought to be UTF-8.
    Text(Vec<u8>),
    /// A moment, from formats that have such a type.
    Moment(Timestamp),
}

/// The cells of a row, by field; absent and empty ones are `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Cells {
    pub(super) of: [Option<Cell>; Field::ALL.len()],
    /// Whether there is a place for the external id, be it empty.
    pub(super) has_external_id: bool,
}

impl Cells {
    /// The cells of a row that was another encoding, unless bytes of it weren't.
    pub(super) fn without_replacements(self, encoding: &str) -> Result<Self, Refusal> {
        for (field, cell) in Field::ALL.into_iter().zip(&self.of) {
            if let Some(Cell::Text(bytes)) = cell
                && std::str::from_utf8(bytes).is_ok_and(|text| text.contains(char::REPLACEMENT_CHARACTER))
            {
                let message = format!("holds bytes that are not {encoding}, which the file is written in");
                return Err(Refusal::new(field.key(), Reason::BadEncoding, message));
            }
        }
        Ok(self)
    }
}

/// Why a row is refused: the first fault found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) field: &'static str,
    pub(super) reason: Reason,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn new(field: &'static str, reason: Reason, message: impl Into<String>) -> Self {
        Self { field, reason, message: message.into() }
    }

    /// A row that isn't one.
    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self::new("row", Reason::MalformedRow, message)
    }
}

/// The classes of a label set by every name they have.
#[derive(Clone, Debug)]
pub(super) struct LabelNames {
    ids: HashMap<String, LabelClassId>,
    keys: Vec<String>,
}

impl LabelNames {
    pub(super) fn new(classes: &[label_class::Model]) -> Self {
        let mut ids = HashMap::new();
        // Keys first: a name never takes another class's key.
        let names: [fn(&label_class::Model) -> &str; 3] =
            [|class| &class.key, |class| &class.name_ko, |class| &class.name_en];
        for name in names {
            for class in classes {
                ids.entry(same_name(name(class))).or_insert(class.id);
            }
        }
        Self { ids, keys: classes.iter().map(|class| class.key.clone()).collect() }
    }

    fn find(&self, name: &str) -> Result<LabelClassId, Refusal> {
        if let Some(id) = self.ids.get(name).or_else(|| self.ids.get(&same_name(name))) {
            return Ok(*id);
        }
        let message =
            format!("\"{}\" is no class of the label set; its classes are {}", short(name), self.keys.join(", "));
        Err(Refusal::new(Field::Label.key(), Reason::UnknownLabel, message))
    }
}

/// Names that look the same are the same.
fn same_name(name: &str) -> String {
    name.trim().nfc().collect::<String>().to_lowercase()
}

/// Makes an article of a row, and the name of the crawl that collected it.
pub(super) fn article(cells: Cells, labels: Option<&LabelNames>) -> Result<(NewArticle, Option<String>), Refusal> {
    let has_external_id = cells.has_external_id;
    let mut cells = cells.of;
    let mut take = |field: Field| cells[field as usize].take();

    let external_id = text(Field::ExternalId, take(Field::ExternalId), LONGEST_NAME)?.unwrap_or_default();
    let external_id = trimmed(external_id);
    if external_id.is_empty() && has_external_id {
        let message = "is empty; without it the article has no identity";
        return Err(Refusal::new(Field::ExternalId.key(), Reason::MissingExternalId, message));
    }
    let title = text(Field::Title, take(Field::Title), LONGEST_TITLE)?.unwrap_or_default();
    let body = text(Field::Body, take(Field::Body), LONGEST_BODY)?.unwrap_or_default();
    if ml::text::recipe(&title, "").is_empty() && ml::text::recipe("", &body).is_empty() {
        let message = "nothing visible is left of title and body after cleaning";
        return Err(Refusal::new(Field::Title.key(), Reason::EmptyText, message));
    }
    let label_class_id = match (labels, text(Field::Label, take(Field::Label), LONGEST_NAME)?) {
        (Some(labels), Some(label)) if !label.trim().is_empty() => Some(labels.find(&label)?),
        _ => None,
    };
    let published_at = moment(Field::PublishedAt, take(Field::PublishedAt))?;
    let collected_at = moment(Field::CollectedAt, take(Field::CollectedAt))?;
    let url = text(Field::Url, take(Field::Url), LONGEST_URL)?.map(trimmed).filter(|url| !url.is_empty());
    let crawl = text(Field::Crawl, take(Field::Crawl), LONGEST_NAME)?.map(trimmed).filter(|crawl| !crawl.is_empty());

    let external_id = if has_external_id { external_id } else { derived_id(url.as_deref(), &title, &body) };
    let mut article = NewArticle::new(external_id, title, body);
    article.label_class_id = label_class_id;
    article.published_at = published_at;
    article.collected_at = collected_at;
    article.url = url;
    Ok((article, crawl))
}

/// What an article is called whose file has no ids: its address, or else a hash of its text. The same file again brings
/// the same articles.
fn derived_id(url: Option<&str>, title: &str, body: &str) -> String {
    match url {
        Some(url) if url.chars().count() <= LONGEST_NAME => url.to_owned(),
        Some(url) => format!("sha256:{}", hex::encode(Sha256::digest(url))),
        None => {
            let text = Sha256::new().chain_update(title).chain_update([0]).chain_update(body);
            format!("sha256:{}", hex::encode(text.finalize()))
        }
    }
}

/// A cell as text of at most `longest` characters.
fn text(field: Field, cell: Option<Cell>, longest: usize) -> Result<Option<String>, Refusal> {
    let bytes = match cell {
        None => return Ok(None),
        Some(Cell::Moment(moment)) => return Ok(Some(moment.to_datetime().to_rfc3339())),
        Some(Cell::Text(bytes)) => bytes,
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        let position = error.utf8_error().valid_up_to();
        Refusal::new(field.key(), Reason::BadEncoding, format!("is not UTF-8 from byte {} on", position + 1))
    })?;
    if text.contains('\0') {
        return Err(Refusal::new(field.key(), Reason::BadEncoding, "holds a NUL character, which can't be stored"));
    }
    // Characters are never more than bytes, so that most texts need no counting.
    if text.len() > longest && text.chars().count() > longest {
        let message = format!("has {} characters; at most {longest} are stored", text.chars().count());
        return Err(Refusal::new(field.key(), Reason::TooLong, message));
    }
    Ok(Some(text))
}

fn moment(field: Field, cell: Option<Cell>) -> Result<Option<Timestamp>, Refusal> {
    let moment = match cell {
        Some(Cell::Moment(moment)) => Some(moment),
        cell => match text(field, cell, LONGEST_NAME)? {
            Some(text) if !text.trim().is_empty() => match moment::parse(text.trim()) {
                Some(moment) => Some(moment),
                None => {
                    let message = format!("\"{}\" is not a date such as 2026-11-22T09:30:00+09:00", short(&text));
                    return Err(Refusal::new(field.key(), Reason::BadDate, message));
                }
            },
            _ => None,
        },
    };
    if moment.is_some_and(|moment| !moment::is_plausible(moment)) {
        return Err(Refusal::new(field.key(), Reason::BadDate, "lies before 1900 or after 2200"));
    }
    Ok(moment)
}

fn trimmed(text: String) -> String {
    let trimmed = text.trim();
    if trimmed.len() == text.len() { text } else { trimmed.to_owned() }
}

/// The beginning of a value, for a message.
fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use domain::id::LabelSetId;

    use super::*;

    fn cells(values: &[(Field, &str)]) -> Cells {
        let mut cells = Cells { has_external_id: true, ..Cells::default() };
        for (field, value) in values {
            cells.of[*field as usize] = Some(Cell::Text(value.as_bytes().to_vec()));
        }
        cells
    }

    fn classes() -> Vec<label_class::Model> {
        [("it-science", "IT과학", "IT and science"), ("world", "세계", "World")]
            .into_iter()
            .zip(0..)
            .map(|((key, name_ko, name_en), position)| label_class::Model {
                id: LabelClassId::new(),
                label_set_id: LabelSetId::new(),
                position,
                key: key.into(),
                name_ko: name_ko.into(),
                name_en: name_en.into(),
            })
            .collect()
    }

    fn refused(values: &[(Field, &str)]) -> (&'static str, Reason) {
        let refusal = article(cells(values), Some(&LabelNames::new(&classes()))).unwrap_err();
        (refusal.field, refusal.reason)
    }

    #[test]
    fn a_label_is_found_by_key_and_by_either_name() {
        let classes = classes();
        let names = LabelNames::new(&classes);
        let decomposed: String = "세계".nfd().collect();
        for (name, class) in [("world", 1), (" World ", 1), (&decomposed, 1), ("it과학", 0), ("IT and Science", 0)] {
            assert_eq!(names.find(name).unwrap(), classes[class].id, "{name}");
        }
        let refusal = names.find("날씨").unwrap_err();
        assert_eq!(refusal.message, "\"날씨\" is no class of the label set; its classes are it-science, world");
    }

    #[test]
    fn the_first_fault_of_a_row_is_named() {
        use Field::{Body, ExternalId, Label, PublishedAt, Title, Url};
        assert_eq!(refused(&[(Title, "제목")]), ("external_id", Reason::MissingExternalId));
        assert_eq!(refused(&[(ExternalId, " "), (Title, "제목")]), ("external_id", Reason::MissingExternalId));
        assert_eq!(refused(&[(ExternalId, "1"), (Title, "\u{200b} "), (Body, "\t")]), ("title", Reason::EmptyText));
        assert_eq!(refused(&[(ExternalId, "1"), (Title, "a\0b")]), ("title", Reason::BadEncoding));
        assert_eq!(refused(&[(ExternalId, "1"), (Title, "a"), (Label, "날씨")]), ("label", Reason::UnknownLabel));
        assert_eq!(
            refused(&[(ExternalId, "1"), (Title, "a"), (PublishedAt, "어제")]),
            ("published_at", Reason::BadDate)
        );
        assert_eq!(
            refused(&[(ExternalId, "1"), (Title, "a"), (PublishedAt, "0001-01-01")]),
            ("published_at", Reason::BadDate)
        );
        assert_eq!(refused(&[(ExternalId, &"1".repeat(201)), (Title, "a")]), ("external_id", Reason::TooLong));
        assert_eq!(refused(&[(ExternalId, "1"), (Title, "a"), (Url, &"a".repeat(2_001))]), ("url", Reason::TooLong));
        let mut broken = cells(&[(ExternalId, "1")]);
        broken.of[Title as usize] = Some(Cell::Text(b"ab\xff".to_vec()));
        let refusal = article(broken, None).unwrap_err();
        assert_eq!((refusal.field, refusal.message.as_str()), ("title", "is not UTF-8 from byte 3 on"));
    }

    #[test]
    fn without_ids_an_article_is_called_by_its_address_or_by_its_text() {
        let id = |values: &[(Field, &str)]| {
            article(Cells { has_external_id: false, ..cells(values) }, None).unwrap().0.external_id
        };
        assert_eq!(id(&[(Field::Title, "가"), (Field::Url, " https://a.kr/1 ")]), "https://a.kr/1");
        let by_text = id(&[(Field::Title, "가"), (Field::Body, "나")]);
        assert_eq!((by_text.len(), &by_text[..7]), (71, "sha256:"));
        assert_eq!(by_text, id(&[(Field::Title, "가"), (Field::Body, "나")]));
        assert_ne!(by_text, id(&[(Field::Title, "가나")]));
        let long = format!("https://a.kr/{}", "1".repeat(300));
        assert_eq!(id(&[(Field::Title, "가"), (Field::Url, &long)]).len(), 71);
    }

    #[test]
    fn lengths_count_characters_and_texts_stay_as_they_are() {
        let (article, _) =
            article(cells(&[(Field::ExternalId, &"가".repeat(200)), (Field::Title, " 제목\n")]), None).unwrap();
        assert_eq!(article.title, " 제목\n");
        assert_eq!(article.character_count, 4);
    }

    #[test]
    fn without_a_label_set_labels_are_not_read() {
        let row = cells(&[(Field::ExternalId, "1"), (Field::Title, "a"), (Field::Label, "날씨")]);
        assert_eq!(article(row, None).unwrap().0.label_class_id, None);
    }
}
