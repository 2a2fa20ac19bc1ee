//! A bundle's 8-bit graph, and what is said of it.

use ml::bundle::{Bundle, BundleFile, Variant};
use ml::metrics::argmax;
use ml::quantisation::Quantisation;
use ml::sealed_folder::FolderFile;

use crate::job::{Job, classifier};

#[test]
fn a_kept_eight_bit_graph_is_small_and_its_flips_are_all_listed() {
    let job = Job::new(720);
    let bundle = Bundle::open(&job.train()).unwrap();
    let Quantisation { outcome, flips, reference } = bundle.read_json(BundleFile::Quantisation).unwrap();
    assert!(outcome.kept, "{}", outcome.reason);
    assert!(outcome.accuracy_fp32 - outcome.accuracy_int8 <= outcome.allowed_loss);
    assert_eq!((outcome.rows, outcome.flips), (120, flips.len() as u64));
    assert!(flips.iter().all(|flip| flip.from != flip.to));
    assert!(bundle.has(BundleFile::OnnxInt8));
    assert_eq!(bundle.manifest().files[Variant::Int8.file().name()].bytes, outcome.bytes_int8);
    assert!(3 * outcome.bytes_int8 < outcome.bytes_fp32, "{outcome:?}");

    // The exact graph gives the same label to every reference text that isn't listed as a flip.
    assert!(reference.cases.len() >= 20 && reference.tolerance < 1.0);
    let exact = classifier(bundle.folder());
    for case in &reference.cases {
        assert_eq!(exact.encode(&case.text).ids, case.ids);
        let logits = exact.logits(&[exact.encode(&case.text)]).unwrap().remove(0);
        let is_listed = flips.iter().any(|flip| flip.text == case.text);
        assert!(is_listed || argmax(&logits) == argmax(&case.logits), "{}", case.text);
    }
}
