//! Pages of a list by keyset: a page starts after a position, never after a count of rows, so a page costs the same
//! wherever it lies and rows inserted meanwhile neither repeat nor hide others.
//!
//! A position is the sort column's value and, where that isn't unique, the id's. Clients get it as an opaque cursor.
//! Rows whose sort column is null come last in both directions; they are read by a statement of their own, so that
//! every statement is a range of one index.

use std::fmt;

use sea_orm::{
    ConnectionTrait, FromQueryResult, IntoSimpleExpr, QueryResult, QueryTrait,
    entity::prelude::*,
    sea_query::{Alias, Asterisk, Expr, Func, SelectStatement, UnionType},
};

use self::position::Position;
use crate::{Error, InvalidField, Result};

mod position; // a row's place, as a cursor
mod slice; // pages of a list that is at hand

pub use slice::slice;

/// Rows in a page if nothing is asked for.
pub const DEFAULT_LIMIT: u64 = 50;

/// Most rows in a page.
pub const MAX_LIMIT: u64 = 200;

/// Most lists read by one statement; SQLite takes 500.
const MAX_UNION: usize = 200;

/// Which way a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// How a list is sorted: a total order, or cursors would be ambiguous.
#[derive(Clone, Copy, Debug)]
pub struct Order<C> {
    column: C,
    tie_breaker: Option<C>,
    direction: Direction,
}

impl<C: ColumnTrait> Order<C> {
    /// By a column whose values are never null and unique in the list.
    pub fn by_unique(column: C, direction: Direction) -> Self {
        Self { column, tie_breaker: None, direction }
    }

    /// By any column; `id` decides between equal values.
    pub fn by(column: C, id: C, direction: Direction) -> Self {
        Self { column, tie_breaker: Some(id), direction }
    }
}

/// Which page of a list: the first rows after one cursor, or the last ones before another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Paging {
    backwards: bool,
    limit: u64,
    after: Option<String>,
    before: Option<String>,
}

impl Default for Paging {
    fn default() -> Self {
        Self { backwards: false, limit: DEFAULT_LIMIT, after: None, before: None }
    }
}

impl Paging {
    /// The page that Relay's four arguments ask for.
    ///
    /// # Errors
    /// [`Error::Invalid`] when `first` and `last` are both given, or either isn't from 1 to [`MAX_LIMIT`].
    pub fn new(first: Option<i64>, after: Option<String>, last: Option<i64>, before: Option<String>) -> Result<Self> {
        let mut invalid = Vec::new();
        if first.is_some() && last.is_some() {
            invalid.push(InvalidField::new("last", "give either first or last, not both"));
        }
        for (field, count) in [("first", first), ("last", last)] {
            if count.is_some_and(|count| !(1..=MAX_LIMIT as i64).contains(&count)) {
                invalid.push(InvalidField::new(field, format!("must be from 1 to {MAX_LIMIT}")));
            }
        }
        if !invalid.is_empty() {
            return Err(Error::Invalid(invalid));
        }
        let limit = first.or(last).map_or(DEFAULT_LIMIT, i64::unsigned_abs);
        Ok(Self { backwards: last.is_some(), limit, after, before })
    }
}

/// A page of a list, in the list's order.
#[derive(Clone, Debug)]
pub struct Page<M> {
    /// The rows with their cursors.
    pub edges: Vec<Edge<M>>,
    /// Whether rows follow. Known for sure going forwards; going backwards, it is whether the page had an end given.
    pub has_next: bool,
    /// Whether rows come before. Known for sure going backwards; going forwards, it is whether a start was given.
    pub has_previous: bool,
}

/// A row of a page.
#[derive(Clone, Debug)]
pub struct Edge<M> {
    /// The row's position.
    pub cursor: String,
    /// The row.
    pub node: M,
}

/// A page of one list. Many may be read at once; see [`pages`].
#[derive(Clone)]
pub struct Request<E: EntityTrait> {
    /// The list, unsorted.
    pub select: Select<E>,
    /// How it is sorted.
    pub order: Order<E::Column>,
    /// Which page of it.
    pub paging: Paging,
}

/// Reads one page.
///
/// # Errors
/// [`Error::Invalid`] when a cursor is malformed or belongs to another order.
pub async fn page<E>(connection: &impl ConnectionTrait, request: Request<E>) -> Result<Page<E::Model>>
where
    E: EntityTrait,
    E::Model: FromQueryResult,
{
    let mut pages = pages(connection, vec![request]).await?;
    Ok(pages.pop().expect("one request gives one page"))
}

/// Reads one page of each of several lists, in order, with a number of statements that doesn't grow with the number of
/// lists (but for one in every 200 of them).
///
/// # Errors
/// [`Error::Invalid`] when a cursor is malformed or belongs to another order.
pub async fn pages<E>(connection: &impl ConnectionTrait, requests: Vec<Request<E>>) -> Result<Vec<Page<E::Model>>>
where
    E: EntityTrait,
    E::Model: FromQueryResult,
{
    let mut readers = requests.into_iter().map(Reader::new).collect::<Result<Vec<_>>>()?;
    for visit in 0..2 {
        let mut open: Vec<&mut Reader<E>> =
            readers.iter_mut().filter_map(|reader| reader.begin(visit).then_some(reader)).collect();
        // Rows of a union are sorted as a whole, so only lists that are sorted alike are read together.
        while let Some(first) = open.first() {
            let alike = first.sorting();
            let (together, rest): (Vec<_>, Vec<_>) = open.into_iter().partition(|reader| reader.sorting() == alike);
            let mut together = together;
            for chunk in together.chunks_mut(MAX_UNION) {
                read(connection, chunk).await?;
            }
            open = rest;
        }
    }
    readers.into_iter().map(Reader::finish).collect()
}

/// How many rows a list has in all.
pub fn count_statement<E: EntityTrait>(select: Select<E>) -> SelectStatement {
    let mut statement = select.into_query();
    statement.clear_selects().expr_as(Func::count(Expr::col(Asterisk)), Alias::new("row_count"));
    statement
}

/// Runs several counts, in order, with one statement (but for one in every 200 of them).
pub async fn counts(connection: &impl ConnectionTrait, statements: &[SelectStatement]) -> Result<Vec<i64>> {
    let mut counts = vec![0; statements.len()];
    for (chunk, first) in statements.chunks(MAX_UNION).zip((0..).step_by(MAX_UNION)) {
        for (ordinal, row) in union(connection, chunk.to_vec(), None).await? {
            counts[first + ordinal] = row.try_get("", "row_count")?;
        }
    }
    Ok(counts)
}

/// Rows with a value in the sort column, or those without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Segment {
    Valued,
    Null,
}

/// Reads a page segment by segment.
struct Reader<E: EntityTrait> {
    request: Request<E>,
    after: Option<Position>,
    before: Option<Position>,
    segment: Segment,
    rows: Vec<E::Model>,
}

impl<E: EntityTrait> Reader<E> {
    fn new(request: Request<E>) -> Result<Self> {
        let order = &request.order;
        let mut invalid = Vec::new();
        let mut read = |field: &str, cursor: &Option<String>| {
            let position = cursor.as_deref().map(|cursor| Position::decode(cursor, order));
            if matches!(position, Some(None)) {
                invalid.push(InvalidField::new(field, "is not a cursor of this list in this order"));
            }
            position.flatten()
        };
        let after = read("after", &request.paging.after);
        let before = read("before", &request.paging.before);
        if invalid.is_empty() {
            Ok(Self { request, after, before, segment: Segment::Valued, rows: Vec::new() })
        } else {
            Err(Error::Invalid(invalid))
        }
    }

    /// Moves to the `visit`th segment; false if nothing is to be read there.
    fn begin(&mut self, visit: usize) -> bool {
        let nullable = is_nullable(self.request.order.column);
        self.segment = match (visit, nullable && self.request.paging.backwards) {
            (0, false) | (1, true) => Segment::Valued,
            _ => Segment::Null,
        };
        if self.segment == Segment::Null && !nullable || self.room() == 0 {
            return false;
        }
        // A segment that lies wholly before `after`, or wholly after `before`, holds nothing of the page.
        let before_after = self.segment == Segment::Valued && self.after.as_ref().is_some_and(Position::is_null);
        let after_before = self.segment == Segment::Null && self.before.as_ref().is_some_and(|p| !p.is_null());
        !before_after && !after_before
    }

    /// Rows still to be read: one more than the page has, to know whether more follow.
    fn room(&self) -> u64 {
        (self.request.paging.limit + 1).saturating_sub(self.rows.len() as u64)
    }

    /// The direction in which rows are read.
    fn direction(&self) -> Direction {
        match (self.request.order.direction, self.request.paging.backwards) {
            (Direction::Ascending, false) | (Direction::Descending, true) => Direction::Ascending,
            _ => Direction::Descending,
        }
    }

    /// The columns rows of this segment are sorted by.
    fn sort_columns(&self) -> Vec<E::Column> {
        let Order { column, tie_breaker, .. } = self.request.order;
        match self.segment {
            Segment::Valued => [Some(column), tie_breaker].into_iter().flatten().collect(),
            Segment::Null => tie_breaker.into_iter().collect(),
        }
    }

    fn sorting(&self) -> (Vec<String>, Direction) {
        (self.sort_columns().iter().map(|column| column.as_str().to_owned()).collect(), self.direction())
    }

    fn statement(&self) -> SelectStatement {
        let Order { column, tie_breaker, direction } = self.request.order;
        let mut statement = self.request.select.clone().into_query();
        if is_nullable(column) {
            statement.and_where(match self.segment {
                Segment::Valued => column.is_not_null(),
                Segment::Null => column.is_null(),
            });
        }
        let bounds = [(&self.after, direction), (&self.before, opposite(direction))];
        for (position, direction) in bounds {
            if let Some(position) = position.as_ref().filter(|p| p.is_null() == (self.segment == Segment::Null)) {
                statement.and_where(position.beyond(column, tie_breaker, direction));
            }
        }
        for column in self.sort_columns() {
            statement.order_by_expr(column.into_simple_expr(), self.direction().into());
        }
        statement.limit(self.room());
        statement
    }

    fn finish(self) -> Result<Page<E::Model>> {
        let Paging { backwards, limit, after, before } = self.request.paging;
        let mut rows = self.rows;
        let more = rows.len() as u64 > limit;
        rows.truncate(limit as usize);
        if backwards {
            rows.reverse();
        }
        let edges = rows
            .into_iter()
            .map(|node| Ok(Edge { cursor: Position::of::<E>(&node, &self.request.order)?.encode()?, node }));
        Ok(Page {
            edges: edges.collect::<Result<_>>()?,
            has_next: if backwards { before.is_some() } else { more },
            has_previous: if backwards { more } else { after.is_some() },
        })
    }
}

async fn read<E>(connection: &impl ConnectionTrait, readers: &mut [&mut Reader<E>]) -> Result<()>
where
    E: EntityTrait,
    E::Model: FromQueryResult,
{
    let sorting = readers.first().map(|reader| reader.sorting());
    let statements = readers.iter().map(|reader| reader.statement()).collect();
    for (ordinal, row) in union(connection, statements, sorting).await? {
        readers[ordinal].rows.push(E::Model::from_query_result(&row, "")?);
    }
    Ok(())
}

/// Runs statements that select the same columns as one; each row comes with the position of its statement.
async fn union(
    connection: &impl ConnectionTrait,
    mut statements: Vec<SelectStatement>,
    sorting: Option<(Vec<String>, Direction)>,
) -> Result<Vec<(usize, QueryResult)>> {
    if statements.len() == 1 {
        let statement = statements.remove(0);
        return Ok(connection.query_all(&statement).await?.into_iter().map(|row| (0, row)).collect());
    }
    let mut parts = statements.into_iter().enumerate().map(|(ordinal, statement)| {
        let mut part = SelectStatement::new();
        // Text, since it is read alike from all databases; a bare integer's width differs.
        part.expr_as(Expr::cust(format!("'{ordinal}'")), Alias::new("list_ordinal"))
            .column((Alias::new("list"), Asterisk))
            .from_subquery(statement, Alias::new("list"));
        part
    });
    let Some(mut whole) = parts.next() else { return Ok(Vec::new()) };
    for part in parts {
        whole.union(UnionType::All, part);
    }
    for column in sorting.iter().flat_map(|(columns, _)| columns) {
        let direction = sorting.as_ref().map_or(Direction::Ascending, |(_, direction)| *direction);
        whole.order_by(Alias::new(column), direction.into());
    }
    let rows = connection.query_all(&whole).await?;
    rows.into_iter()
        .map(|row| {
            let ordinal: String = row.try_get("", "list_ordinal")?;
            let ordinal = ordinal.parse().map_err(|_| Error::Internal("list_ordinal is not a number".into()))?;
            Ok((ordinal, row))
        })
        .collect()
}

fn is_nullable(column: impl ColumnTrait) -> bool {
    column.def().is_null()
}

fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::Ascending => Direction::Descending,
        Direction::Descending => Direction::Ascending,
    }
}

impl From<Direction> for sea_orm::Order {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Ascending => Self::Asc,
            Direction::Descending => Self::Desc,
        }
    }
}

impl<E: EntityTrait> fmt::Debug for Request<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Request")
            .field("order", &self.order)
            .field("paging", &self.paging)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
