//! What drawings of training curves must not lose, kept beside the steps.

use sea_orm_migration::sea_orm::ConnectionTrait;

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// How wide stretches are.
const WIDTHS: [i32; 3] = [16, 64, 256];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut training_stretch = table(
            manager,
            "training_stretch",
            [
                uuid("training_run_id"),
                integer("width"),
                integer("position"),
                integer("lowest_step"),
                double("lowest_loss"),
                integer("highest_step"),
                double("highest_loss"),
                integer("steepest_step"),
                double("steepest_norm"),
            ],
        );
        training_stretch.primary_key(&mut primary_key(&["training_run_id", "width", "position"]));
        training_stretch.foreign_key(&mut refers("training_stretch", "training_run_id", "training_run"));
        manager.create_table(training_stretch).await?;
        for width in WIDTHS {
            manager.get_connection().execute_unprepared(&fill(width)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["training_stretch"]).await
    }
}

/// The stretches of the curves there are.
fn fill(width: i32) -> String {
    let place = |step: &str| format!("({step} - 1 - ({step} - 1) % {width}) / {width}");
    let first = |value: &str, bound: &str| format!("MIN(CASE WHEN s.{value} = b.{bound} THEN s.step END)");
    format!(
        "INSERT INTO training_stretch (training_run_id, width, position, lowest_step, lowest_loss, highest_step, \
         highest_loss, steepest_step, steepest_norm) \
         SELECT s.training_run_id, {width}, b.place, {lowest}, b.least, {highest}, b.greatest, {steepest}, b.norm \
         FROM training_step s JOIN (SELECT training_run_id, {place} AS place, MIN(loss) AS least, \
         MAX(loss) AS greatest, MAX(gradient_norm) AS norm FROM training_step GROUP BY training_run_id, {place}) b \
         ON b.training_run_id = s.training_run_id AND b.place = {of_step} \
         GROUP BY s.training_run_id, b.place, b.least, b.greatest, b.norm",
        lowest = first("loss", "least"),
        highest = first("loss", "greatest"),
        steepest = first("gradient_norm", "norm"),
        place = place("step"),
        of_step = place("s.step"),
    )
}
