//! What was measured, and the ratios.

use ml::bundle::Variant;

use crate::{bundle::Shape, choice::Named, serving::Contender, texts::Length};

/// One load on one server.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The model.
    pub shape: Shape,
    /// The texts.
    pub length: Length,
    /// What answered.
    pub contender: Contender,
    /// The weights.
    pub variant: Variant,
    /// Clients; for ONNX Runtime alone, texts in a batch.
    pub together: usize,
    /// Texts answered in a second.
    pub per_second: f64,
    /// Median, milliseconds.
    pub p50_ms: f64,
    /// 99th percentile, milliseconds.
    pub p99_ms: f64,
    /// Cores that the clients took.
    pub client_cores: Option<f64>,
    /// Processor time that the server took for a text, milliseconds of one core: what else the machine does changes it
    /// least.
    pub core_ms: Option<f64>,
    /// Most memory that the server had until then.
    pub peak_bytes: Option<u64>,
}

/// Prints rows as they come, and the ratios at the end.
#[derive(Default)]
pub struct Report {
    rows: Vec<Row>,
}

impl Report {
    /// Prints a row and keeps it for the ratios.
    pub fn add(&mut self, row: Row) {
        if self.rows.is_empty() {
            println!(
                "| model | texts | served by | weights | at once | texts/s | p50, ms | p99, ms | core time a text, ms | clients took, cores | peak memory, MB |"
            );
            println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        }
        let served_by = match row.contender {
            Contender::Gisa => "Gisa, GraphQL",
            Contender::Torch => "FastAPI + PyTorch",
            Contender::OnnxRuntime => "FastAPI + ONNX Runtime",
            Contender::Bare => "ONNX Runtime alone",
        };
        let at_once = match row.contender {
            Contender::Bare => format!("batch of {}", row.together),
            _ => format!("{} clients", row.together),
        };
        let or_dash = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
        println!(
            "| {} | {} | {served_by} | {} | {at_once} | {:.1} | {:.1} | {:.1} | {} | {} | {} |",
            row.shape.name(),
            row.length.name(),
            row.variant,
            row.per_second,
            row.p50_ms,
            row.p99_ms,
            or_dash(row.core_ms.map(|milliseconds| format!("{milliseconds:.1}"))),
            or_dash(row.client_cores.map(|cores| format!("{cores:.2}"))),
            or_dash(row.peak_bytes.map(|bytes| format!("{}", bytes / 1_000_000))),
        );
        self.rows.push(row);
    }

    /// Prints what Gisa's rows are beside the others'.
    pub fn ratios(&self) {
        println!(
            "\n| model | texts | weights | clients | texts/s beside PyTorch | beside ONNX Runtime's server, fp32 | beside it, same weights | beside ONNX Runtime alone, best batch | p50 beside ONNX Runtime's server, fp32 |"
        );
        println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        for row in self.rows.iter().filter(|row| row.contender == Contender::Gisa) {
            let server = |contender, variant| self.find(row, contender, variant, row.together);
            let torch = server(Contender::Torch, Variant::Fp32);
            let exact = server(Contender::OnnxRuntime, Variant::Fp32);
            let same = server(Contender::OnnxRuntime, row.variant);
            let alone = [1, 32].into_iter().filter_map(|rows| self.find(row, Contender::Bare, row.variant, rows));
            let alone = alone.max_by(|a, b| a.per_second.total_cmp(&b.per_second));
            let rate = |other: Option<&Row>| ratio(row.per_second, other.map(|other| other.per_second));
            println!(
                "| {} | {} | {} | {} | {} | {} | {} | {} | {} |",
                row.shape.name(),
                row.length.name(),
                row.variant,
                row.together,
                rate(torch),
                rate(exact),
                rate(same),
                rate(alone),
                ratio(row.p50_ms, exact.map(|other| other.p50_ms)),
            );
        }
    }

    fn find(&self, like: &Row, contender: Contender, variant: Variant, together: usize) -> Option<&Row> {
        self.rows.iter().find(|row| {
            (row.shape, row.length, row.contender, row.variant, row.together)
                == (like.shape, like.length, contender, variant, together)
        })
    }
}

fn ratio(ours: f64, theirs: Option<f64>) -> String {
    theirs.map_or_else(|| "–".to_owned(), |theirs| format!("{:.2}", ours / theirs))
}
