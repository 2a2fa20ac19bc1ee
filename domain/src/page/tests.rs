use std::collections::BTreeSet;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, Schema};

use super::*;

mod item {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "item")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub list: i32,
        pub rank: Option<i64>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

async fn items(count: i32) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new("sqlite::memory:");
    options.max_connections(1);
    let connection = sea_orm::Database::connect(options).await.unwrap();
    let table = Schema::new(connection.get_database_backend()).create_table_from_entity(item::Entity);
    connection.execute(&table).await.unwrap();
    for id in 0..count {
        insert(&connection, id).await;
    }
    connection
}

/// Many equal ranks, and every fifth row without one.
async fn insert(connection: &DatabaseConnection, id: i32) {
    let rank = (id % 5 != 0).then_some(i64::from(id % 4));
    item::ActiveModel { id: Set(id), list: Set(id % 3), rank: Set(rank) }.insert(connection).await.unwrap();
}

fn request(list: i32, order: Order<item::Column>, paging: Paging) -> Request<item::Entity> {
    Request { select: item::Entity::find().filter(item::Column::List.eq(list)), order, paging }
}

fn orders() -> [Order<item::Column>; 4] {
    [Direction::Ascending, Direction::Descending]
        .map(|direction| {
            [Order::by_unique(item::Column::Id, direction), Order::by(item::Column::Rank, item::Column::Id, direction)]
        })
        .concat()
        .try_into()
        .unwrap()
}

async fn walk(connection: &DatabaseConnection, order: Order<item::Column>, backwards: bool, size: i64) -> Vec<i32> {
    let (mut ids, mut cursor) = (Vec::new(), None);
    loop {
        let paging = if backwards {
            Paging::new(None, None, Some(size), cursor)
        } else {
            Paging::new(Some(size), cursor, None, None)
        };
        let page = page(connection, request(1, order, paging.unwrap())).await.unwrap();
        let found: Vec<i32> = page.edges.iter().map(|edge| edge.node.id).collect();
        assert!(found.len() as i64 <= size);
        if backwards {
            ids.splice(0..0, found);
            cursor = page.edges.first().map(|edge| edge.cursor.clone());
        } else {
            ids.extend(found);
            cursor = page.edges.last().map(|edge| edge.cursor.clone());
        }
        if !(if backwards { page.has_previous } else { page.has_next }) {
            return ids;
        }
    }
}

#[tokio::test]
async fn pages_of_any_size_in_any_order_give_each_row_once_forwards_and_backwards_alike() {
    let connection = items(60).await;
    for order in orders() {
        let whole = walk(&connection, order, false, 200).await;
        assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), 20);
        for size in [1, 2, 3, 7, 19, 20, 21] {
            assert_eq!(walk(&connection, order, false, size).await, whole, "{order:?} by {size}");
            assert_eq!(walk(&connection, order, true, size).await, whole, "{order:?} by {size}, backwards");
        }
    }
    let ranked = walk(&connection, orders()[3], false, 200).await;
    assert!(ranked[16..].iter().all(|id| id % 5 == 0), "rows without a rank come last: {ranked:?}");
}

#[tokio::test]
async fn rows_inserted_while_paging_neither_repeat_nor_hide_others() {
    let connection = items(60).await;
    for order in orders() {
        let expected: BTreeSet<i32> = walk(&connection, order, false, 200).await.into_iter().collect();
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let paging = Paging::new(Some(3), cursor, None, None).unwrap();
            let page = page(&connection, request(1, order, paging)).await.unwrap();
            seen.extend(page.edges.iter().map(|edge| edge.node.id));
            let count = i32::try_from(item::Entity::find().count(&connection).await.unwrap()).unwrap();
            if count < 120 {
                insert(&connection, count).await;
            }
            if !page.has_next {
                break;
            }
            cursor = page.edges.last().map(|edge| edge.cursor.clone());
        }
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), seen.len(), "{order:?}: none twice");
        assert!(expected.is_subset(&seen.into_iter().collect()), "{order:?}: none hidden");
    }
}

#[tokio::test]
async fn many_lists_read_at_once_are_what_each_is_alone() {
    let connection = items(60).await;
    let mut requests = Vec::new();
    for list in 0..3 {
        for order in orders() {
            requests.push(request(list, order, Paging::new(Some(18), None, None, None).unwrap()));
            requests.push(request(list, order, Paging::new(None, None, Some(5), None).unwrap()));
        }
    }
    let together = pages(&connection, requests.clone()).await.unwrap();
    for (request, together) in requests.into_iter().zip(together) {
        let alone = page(&connection, request).await.unwrap();
        let ids = |page: &Page<item::Model>| page.edges.iter().map(|edge| edge.node.id).collect::<Vec<_>>();
        assert_eq!(ids(&together), ids(&alone));
        assert_eq!((together.has_next, together.has_previous), (alone.has_next, alone.has_previous));
    }
    let lists = [0, 1, 2, 9].map(|list| count_statement(item::Entity::find().filter(item::Column::List.eq(list))));
    assert_eq!(counts(&connection, &lists).await.unwrap(), [20, 20, 20, 0]);
}

#[tokio::test]
async fn a_cursor_that_was_not_made_for_this_order_is_refused_by_name() {
    let connection = items(6).await;
    let [by_id, by_rank, ..] = orders();
    let foreign = page(&connection, request(1, by_rank, Paging::default())).await.unwrap().edges[0].cursor.clone();
    let text = hex::encode(r#"{"c":"id","v":{"s":"x"},"t":null}"#);
    for cursor in [foreign, text, "zz".into(), String::new(), hex::encode("{}")] {
        for (paging, field) in [
            (Paging::new(None, Some(cursor.clone()), None, None), "after"),
            (Paging::new(None, None, Some(1), Some(cursor.clone())), "before"),
        ] {
            match page(&connection, request(1, by_id, paging.unwrap())).await {
                Err(Error::Invalid(fields)) => assert_eq!(fields[0].field, field),
                other => panic!("{cursor} gave {other:?}"),
            }
        }
    }
}

#[test]
fn a_page_has_one_to_two_hundred_rows_from_one_end() {
    for (first, last) in [(Some(0), None), (Some(201), None), (None, Some(-1)), (Some(1), Some(1))] {
        assert!(matches!(Paging::new(first, None, last, None), Err(Error::Invalid(_))), "{first:?} {last:?}");
    }
    assert_eq!(Paging::new(None, None, None, None).unwrap(), Paging::default());
}
