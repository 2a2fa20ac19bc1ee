//! Documents that would keep a GraphQL server busy.

/// Documents that would keep a GraphQL server busy for a long time or take much of its memory, each with what it does.
pub fn documents() -> Vec<(&'static str, String)> {
    let repeat = |text: &str, times: usize| text.repeat(times);
    vec![
        ("fragments double each other", format!("{{ ...F0 }} {}", doubling(60))),
        ("they do where no operation spreads them", format!("{{ errorCodes }} {}", doubling(60))),
        ("fragments triple each other", {
            let chain: String =
                (0..30).map(|n| format!(" fragment F{n} on Query {{ ...F{0} ...F{0} ...F{0} }}", n + 1)).collect();
            format!("{{ ...F0 }}{chain} fragment F30 on Query {{ __typename }}")
        }),
        (
            "fragments spread each other in a ring",
            "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }".into(),
        ),
        ("a fragment spreads itself", "{ ...A } fragment A on Query { articles { nodes { ...A } } ...A }".into()),
        ("a long chain of fragments", {
            let chain: String = (0..180).map(|n| format!(" fragment F{n} on Query {{ ...F{} }}", n + 1)).collect();
            format!("{{ ...F0 }}{chain} fragment F180 on Query {{ __typename }}")
        }),
        ("aliases of a list", format!("{{ {} }}", (0..16).map(|n| format!("a{n}: errorCodes ")).collect::<String>())),
        (
            "aliases of __typename",
            format!("{{ {} }}", (0..16).map(|n| format!("a{n}: __typename ")).collect::<String>()),
        ),
        ("aliases in a fragment that is spread again and again", {
            format!("{{ {} }} fragment A on Query {{ a: errorCodes b: errorCodes }}", repeat("...A ", 8))
        }),
        ("aliases of one mutation", {
            let all: String = (0..16).map(|n| format!("p{n}: predict(input: {{ text: \"a\" }}) {{ id }} ")).collect();
            format!("mutation {{ {all} }}")
        }),
        ("__typename, over and over", format!("{{ {} }}", repeat("__typename ", 1_100))),
        ("one field, over and over", format!("{{ {} }}", repeat("errorCodes ", 1_100))),
        ("tokens of one argument", format!("{{ labelSet(key: [{}]) {{ id }} }}", repeat("1 ", 1_100))),
        ("tokens of one object", format!("{{ labelSet(key: {{{}}}) {{ id }} }}", repeat("a:1 ", 400))),
        ("many operations", (0..260).map(|n| format!("query Q{n} {{ a }} ")).collect()),
        (
            "many variables",
            format!("query({}) {{ errorCodes }}", (0..260).map(|n| format!("$v{n}: Int ")).collect::<String>()),
        ),
        ("many directives on one field", format!("{{ errorCodes {} }}", repeat("@include(if: true) ", 33))),
        ("directives on many fields", format!("{{ {} }}", repeat("errorCodes @skip(if: false) ", 33))),
        ("directives that don't exist", format!("{{ errorCodes {} }}", repeat("@a ", 500))),
        ("lists in lists", format!("{{ labelSet(key: {}{}) {{ id }} }}", repeat("[", 5_000), repeat("]", 5_000))),
        ("lists in lists that never end", format!("{{ labelSet(key: {}", repeat("[", 60_000))),
        ("objects in objects", format!("{{ labelSet(key: {}1{}) {{ id }} }}", repeat("{a:", 300), repeat("}", 300))),
        ("types of lists of lists", format!("query($a: {}Int{}) {{ errorCodes }}", repeat("[", 200), repeat("]", 200))),
        ("selections in selections", format!("{}{}", repeat("{ a ", 300), repeat("}", 300))),
        ("selections that never end", repeat("{a", 30_000)),
        (
            "inline fragments in inline fragments",
            format!("{{ {} __typename {} }}", repeat("... { ", 130), repeat("}", 130)),
        ),
        ("parentheses that never end", format!("{{ a{}", repeat("(", 60_000))),
        ("a string of megabytes", format!("{{ labelSet(key: \"{}\") {{ id }} }}", repeat("a", 2 << 20))),
        (
            "a block string of megabytes",
            format!("{{ labelSet(key: \"\"\"{}\"\"\") {{ id }} }}", repeat("a\n", 1 << 20)),
        ),
        ("a name of megabytes", format!("{{ {} }}", repeat("a", 2 << 20))),
        ("a number of megabytes", format!("{{ labelSet(key: {}) {{ id }} }}", repeat("9", 2 << 20))),
        ("a comment of megabytes", format!("{{ errorCodes }} #{}", repeat("x", 2 << 20))),
        ("blanks of megabytes", format!("{{ errorCodes {} }}", repeat(" ", 2 << 20))),
        ("commas of megabytes", format!("{{ errorCodes {} }}", repeat(",", 2 << 20))),
        ("quotes without end", repeat("\"", 70_000)),
        ("backslashes without end", format!("\"{}", repeat("\\", 70_000))),
        (
            "spreads of one fragment",
            format!("{{ {} }} fragment A on Query {{ errorCodes lastEventId a b }}", repeat("...A ", 490)),
        ),
        ("pages in pages", {
            let page = "articles(first: 100) { nodes { crawl { ";
            format!(
                "{{ crawl(id: \"00000000-0000-0000-0000-000000000000\") {{ {} id {} }} }}",
                repeat(page, 12),
                repeat("} } } ", 12)
            )
        }),
        ("there and back again", {
            let there = "trainingRun { dataset { trainingRuns { nodes { modelVersion { ";
            format!("{{ modelVersion(id: \"x\") {{ {} id {} }} }}", repeat(there, 8), repeat("} } } } } ", 8))
        }),
        ("introspection in circles", {
            format!("{{ __schema {{ types {{ {} name {} }} }} }}", repeat("fields { type { ", 20), repeat("} } ", 20))
        }),
        ("a subscription in many copies", {
            let all: String = (0..16).map(|n| format!("s{n}: jobEvents {{ eventId }} ")).collect();
            format!("subscription {{ {all} }}")
        }),
    ]
}

/// `F0` spreads `F1` twice, and so on: 2^60 fields in a few hundred bytes.
fn doubling(depth: usize) -> String {
    let chain: String = (0..depth).map(|n| format!(" fragment F{n} on Query {{ ...F{0} ...F{0} }}", n + 1)).collect();
    format!("{chain} fragment F{depth} on Query {{ __typename }}")
}
