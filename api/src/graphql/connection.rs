//! Relay connections: a page of a list, and how many rows the list has if that is asked for.

use std::borrow::Cow;

use async_graphql::{Context, Object, OutputType, SimpleObject, TypeName, connection::PageInfo};
use domain::page::{self, Order, Paging};
use sea_orm::{EntityTrait, FromQueryResult, ModelTrait, Select, sea_query::SelectStatement};

use super::{Loaders, error::Result, int64::Int64, services};

/// A page of a list.
pub struct Connection<N: OutputType> {
    edges: Vec<Edge<N>>,
    has_next: bool,
    has_previous: bool,
    count: Count,
}

/// How many items a list has: known, or to be asked.
enum Count {
    Known(usize),
    Statement(Box<SelectStatement>),
}

/// An item of a list and its place in it.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub struct Edge<N: OutputType> {
    /// The item's place in the list, opaque; give it as `after` or `before` with the same order.
    cursor: String,
    /// The item.
    node: N,
}

impl<N: OutputType> TypeName for Connection<N> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", N::type_name()).into()
    }
}

impl<N: OutputType> TypeName for Edge<N> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", N::type_name()).into()
    }
}

/// A page of a list. Rows that are added while a client pages neither repeat nor hide others.
#[Object(name_type)]
impl<N: OutputType> Connection<N> {
    /// The items with their cursors.
    async fn edges(&self) -> &[Edge<N>] {
        &self.edges
    }

    /// The items alone.
    async fn nodes(&self) -> Vec<&N> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Where the page begins and ends, and whether there is more.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_previous_page: self.has_previous,
            has_next_page: self.has_next,
            start_cursor: self.edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: self.edges.last().map(|edge| edge.cursor.clone()),
        }
    }

    /// Items in the whole list. Counted only when asked for; on a long list that takes a while.
    async fn total_count(&self, context: &Context<'_>) -> Result<Int64> {
        let count = match &self.count {
            Count::Known(count) => *count as i64,
            Count::Statement(statement) => context.data_unchecked::<Loaders>().count((**statement).clone()).await?,
        };
        Ok(Int64(count))
    }
}

impl<N: OutputType> Connection<N> {
    fn new<M>(page: page::Page<M>, count: Count, wrap: impl Fn(M) -> N) -> Self {
        let edges = page.edges.into_iter().map(|edge| Edge { cursor: edge.cursor, node: wrap(edge.node) });
        Self { edges: edges.collect(), has_next: page.has_next, has_previous: page.has_previous, count }
    }
}

/// A page of a list at the top of a query.
pub async fn list<E, N>(
    context: &Context<'_>,
    select: Select<E>,
    order: Order<E::Column>,
    paging: domain::Result<Paging>,
) -> Result<Connection<N>>
where
    E: EntityTrait,
    E::Model: FromQueryResult,
    N: OutputType + From<E::Model>,
{
    let request = page::Request { select: select.clone(), order, paging: paging? };
    let page = page::page(services(context).database.connection(), request).await?;
    Ok(Connection::new(page, Count::Statement(Box::new(page::count_statement(select))), N::from))
}

/// A page of a list that belongs to a row; read together with the same list of other rows.
pub async fn list_of_row<E, N>(
    context: &Context<'_>,
    select: Select<E>,
    order: Order<E::Column>,
    paging: domain::Result<Paging>,
) -> Result<Connection<N>>
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E> + FromQueryResult + Clone + Sync,
    N: OutputType + From<E::Model>,
{
    let request = page::Request { select: select.clone(), order, paging: paging? };
    let page = context.data_unchecked::<Loaders>().page(request).await?;
    Ok(Connection::new(page, Count::Statement(Box::new(page::count_statement(select))), N::from))
}

/// A page of a list that is at hand.
pub fn of_slice<M: Clone, N: OutputType + From<M>>(
    items: &[M],
    paging: domain::Result<Paging>,
) -> Result<Connection<N>> {
    Ok(Connection::new(page::slice(items, &paging?)?, Count::Known(items.len()), N::from))
}

/// What a page costs: its rows, each with what is asked of it.
pub fn cost(first: Option<i64>, last: Option<i64>, cost_of_row: usize) -> usize {
    let rows = first.or(last).map_or(page::DEFAULT_LIMIT, |rows| rows.clamp(1, page::MAX_LIMIT as i64) as u64);
    1 + (rows as usize).saturating_mul(cost_of_row)
}
