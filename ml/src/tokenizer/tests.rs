use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn corpus() -> Vec<String> {
    let words = [
        "코스피",
        "상승",
        "반도체",
        "수출",
        "대통령",
        "국회",
        "야구",
        "축구",
        "감독",
        "영화",
        "배우",
        "美",
        "AI",
        "3.1%",
    ];
    let tails = ["가", "는", "을", "에서", "…", "로", ""];
    (0..400)
        .map(|n| format!("{}{} {}{}", words[n * 7 % 14], tails[n % 7], words[n * 5 % 14], tails[n * 3 % 7]))
        .collect()
}

fn trained() -> Tokenizer {
    Tokenizer::train(corpus(), 256, &Preprocessing::new(16)).unwrap()
}

#[test]
fn the_same_texts_in_any_order_give_the_same_bytes() {
    let first = trained().to_json().unwrap();
    for _ in 0..4 {
        let reversed = Tokenizer::train(corpus().into_iter().rev(), 256, &Preprocessing::new(16)).unwrap();
        assert_eq!(reversed.to_json().unwrap(), first);
    }
}

#[test]
fn a_saved_tokenizer_reads_back_the_same() {
    let tokenizer = trained();
    let json = tokenizer.to_json().unwrap();
    let loaded = Tokenizer::from_json(json.as_bytes(), &Preprocessing::new(16)).unwrap();
    assert_eq!(loaded.to_json().unwrap(), json);
    for text in corpus() {
        assert_eq!(loaded.encode(&text), tokenizer.encode(&text));
    }
}

#[test]
fn any_text_is_encoded_between_cls_and_sep_within_the_maximum_length() {
    let tokenizer = trained();
    let hostile = [
        String::new(),
        "가".into(),
        "\u{1112}\u{1161}\u{11ab}".into(),
        "ㅋㅋㅋ".into(),
        "👨‍👩‍👧‍👦🇰🇷".into(),
        "\u{200B}\u{0}\u{FFFD}".into(),
        "[CLS] [PAD] [SEP]".into(),
        "▁▁▁".into(),
        "漢字".into(),
        "가".repeat(100_000),
        "x y ".repeat(50_000),
        "\u{FDFA}".repeat(5_000),
        "a\u{301}".repeat(5_000),
    ];
    for text in &hostile {
        let encoding = tokenizer.encode(text);
        let length = encoding.ids.len();
        assert!((2..=16).contains(&length), "{length}");
        assert_eq!((encoding.ids[0], encoding.ids[length - 1]), (2, 3));
        assert!(encoding.ids[1..length - 1].iter().all(|&id| id == UNK_ID || id > 3), "{text:.20}");
        assert!(encoding.ids.iter().all(|&id| (id as usize) < tokenizer.vocabulary_size()));
    }
    assert_eq!(tokenizer.encode("").ids, [2, 3]);
    assert!(tokenizer.encode(&hostile[9]).truncated && !tokenizer.encode("코스피").truncated);
}

proptest! {
    #[test]
    fn encoding_never_panics_and_agrees_with_the_words_it_is_made_of(text in any::<String>()) {
        static TOKENIZER: LazyLock<Tokenizer> = LazyLock::new(trained);
        let encoding = TOKENIZER.encode(&text);
        let words = TOKENIZER.words(&text).into_iter().flat_map(|word| TOKENIZER.word_ids(&word));
        let ids: Vec<u32> = [2].into_iter().chain(words).collect();
        let kept = encoding.ids.len() - 1;
        prop_assert_eq!(&encoding.ids[..kept], &ids[..kept]);
        prop_assert_eq!(encoding.truncated, kept < ids.len());
    }
}

#[test]
fn special_tokens_have_fixed_ids_and_the_size_is_respected() {
    let tokenizer = trained();
    let pieces = tokenizer.pieces();
    assert!(pieces.len() <= 256 && pieces.len() == tokenizer.vocabulary_size(), "{}", pieces.len());
    let special: Vec<&str> = pieces[..4].iter().map(|(piece, _)| piece.as_str()).collect();
    assert_eq!(special, SPECIAL_TOKENS);
}

#[test]
fn more_characters_than_places_leaves_the_rare_ones_unknown() {
    let texts: Vec<String> = (0..2000u32).map(|n| char::from_u32(0xAC00 + n).unwrap().to_string()).collect();
    let tokenizer = Tokenizer::train(texts, 256, &Preprocessing::new(16)).unwrap();
    assert!(tokenizer.vocabulary_size() <= 256);
}

#[test]
fn texts_without_words_are_refused() {
    assert!(matches!(Tokenizer::train(["", "  "], 256, &Preprocessing::new(16)), Err(TokenizerError::EmptyCorpus)));
}

/// Files as other projects publish them: which tokens frame a text, and which pad it.
mod foreign {
    use super::*;

    fn load(file: &Value, preprocessing: &Preprocessing) -> Result<Tokenizer, TokenizerError> {
        Tokenizer::from_json(file.to_string().as_bytes(), preprocessing)
    }

    fn special(tokens: &[(u32, &str)]) -> Value {
        let token = |(id, content): &(u32, &str)| {
            json!({"id": id, "content": content, "single_word": false, "lstrip": false, "rstrip": false,
                "normalized": false, "special": true})
        };
        tokens.iter().map(token).collect()
    }

    /// As BERT: WordPiece, special tokens in the middle of the vocabulary, truncation and padding of its own.
    fn word_piece() -> Value {
        let words =
            ["서울", "##시", "날", "##씨", "a", "##b", "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ",", "[", "]"];
        let vocabulary: Value = words.iter().zip(0..).map(|(word, id)| (word.to_string(), json!(id))).collect();
        json!({
            "version": "1.0",
            "truncation": {"direction": "Left", "max_length": 512, "strategy": "LongestFirst", "stride": 0},
            "padding": {"strategy": {"Fixed": 32}, "direction": "Right", "pad_to_multiple_of": null, "pad_id": 6,
                "pad_type_id": 0, "pad_token": "[PAD]"},
            "added_tokens": special(&[(6, "[PAD]"), (7, "[UNK]"), (8, "[CLS]"), (9, "[SEP]"), (10, "[MASK]")]),
            "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                "strip_accents": null, "lowercase": false},
            "pre_tokenizer": {"type": "BertPreTokenizer"},
            "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 9], "cls": ["[CLS]", 8]},
            "decoder": null,
            "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                "max_input_chars_per_word": 20, "vocab": vocabulary},
        })
    }

    /// As RoBERTa: byte-level BPE.
    fn byte_pairs() -> Value {
        let bytes = tokenizers::pre_tokenizers::byte_level::ByteLevel::alphabet();
        let mut tokens: Vec<String> = bytes.into_iter().map(String::from).collect();
        tokens.sort();
        let names = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"].map(str::to_owned);
        let vocabulary: Value = names
            .into_iter()
            .chain(tokens)
            .chain(["ab".into()])
            .zip(0..)
            .map(|(token, id)| (token, json!(id)))
            .collect();
        json!({
            "version": "1.0", "truncation": null, "padding": null,
            "added_tokens": special(&[(0, "<s>"), (1, "<pad>"), (2, "</s>"), (3, "<unk>"), (4, "<mask>")]),
            "normalizer": null,
            "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
            "post_processor": {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": true,
                "add_prefix_space": false},
            "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
            "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": "",
                "end_of_word_suffix": "", "fuse_unk": false, "byte_fallback": false, "vocab": vocabulary,
                "merges": [["a", "b"]]},
        })
    }

    /// As XLM-RoBERTa: Unigram, pieces of several words' lengths apart, the mask last.
    fn unigram() -> Value {
        let pieces = [
            ("<s>", 0.0),
            ("<pad>", 0.0),
            ("</s>", 0.0),
            ("<unk>", 0.0),
            ("▁", -2.0),
            ("▁서울", -3.0),
            ("서", -5.0),
            ("울", -5.0),
            ("▁날씨", -3.5),
            ("ㅋㅋ", -4.0),
            ("ㅋ", -3.0),
            ("가나다라마바사아자차카타파하가나다라마바사아", -9.0),
            ("a", -3.0),
            ("query", -3.0),
            (":", -3.0),
            ("<", -6.0),
            (">", -6.0),
            ("s", -6.0),
            ("<mask>", 0.0),
        ];
        json!({
            "version": "1.0", "truncation": null, "padding": null,
            "added_tokens": special(&[(0, "<s>"), (1, "<pad>"), (2, "</s>"), (3, "<unk>"), (18, "<mask>")]),
            "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFKC"},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]},
            "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true},
            "post_processor": {"type": "TemplateProcessing",
                "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                    {"SpecialToken": {"id": "</s>", "type_id": 0}}],
                "pair": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                    {"SpecialToken": {"id": "</s>", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}},
                    {"SpecialToken": {"id": "</s>", "type_id": 0}}],
                "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]},
                    "</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]}}},
            "decoder": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true},
            "model": {"type": "Unigram", "unk_id": 3, "vocab": pieces, "byte_fallback": false},
        })
    }

    #[test]
    fn roles_are_read_from_the_file_whatever_the_ids() {
        let of = |file: &Value| load(file, &Preprocessing::new(16)).unwrap();
        let (bert, roberta, xlm) = (of(&word_piece()), of(&byte_pairs()), of(&unigram()));
        assert_eq!(bert.special(), SpecialTokens { pad: 6, unk: 7, cls: 8, sep: 9, mask: Some(10) });
        assert_eq!(roberta.special(), SpecialTokens { pad: 1, unk: 3, cls: 0, sep: 2, mask: Some(4) });
        assert_eq!(xlm.special(), SpecialTokens { pad: 1, unk: 3, cls: 0, sep: 2, mask: Some(18) });
        assert_eq!(bert.encode("서울시 날씨").ids, [8, 0, 1, 2, 3, 9]);
        assert_eq!(xlm.encode("서울 날씨").ids, [0, 5, 8, 2]);
        assert_eq!((bert.vocabulary_size(), roberta.vocabulary_size(), xlm.vocabulary_size()), (14, 262, 19));
        assert!(xlm.can_sample() && !bert.can_sample() && !roberta.can_sample());
    }

    #[test]
    fn the_preprocessing_decides_the_length_not_the_file() {
        let tokenizer = load(&word_piece(), &Preprocessing::new(8)).unwrap();
        let encoding = tokenizer.encode("서울시 날씨 서울시 날씨 서울시");
        assert_eq!((encoding.ids.as_slice(), encoding.truncated), ([8, 0, 1, 2, 3, 0, 1, 9].as_slice(), true));
        let again = Tokenizer::from_json(tokenizer.to_json().unwrap().as_bytes(), &Preprocessing::new(8)).unwrap();
        assert_eq!(again.encode("서울시 날씨 서울시 날씨 서울시"), encoding);
    }

    #[test]
    fn a_file_without_a_post_processor_is_framed_by_name() {
        let mut file = word_piece();
        file["post_processor"] = Value::Null;
        let tokenizer = load(&file, &Preprocessing::new(16)).unwrap();
        assert_eq!(tokenizer.encode("서울").ids, [8, 0, 9]);
        let saved: Value = serde_json::from_str(&tokenizer.to_json().unwrap()).unwrap();
        assert_eq!(load(&saved, &Preprocessing::new(16)).unwrap().encode("서울").ids, [8, 0, 9]);
    }

    #[test]
    fn what_a_file_lacks_is_named() {
        let refusal = |edit: &dyn Fn(&mut Value), file: Value| {
            let mut file = file;
            edit(&mut file);
            load(&file, &Preprocessing::new(16)).err().unwrap().to_string()
        };
        let rename = |from: &'static str| {
            move |file: &mut Value| *file = serde_json::from_str(&file.to_string().replace(from, "other")).unwrap()
        };
        assert!(refusal(&rename("<pad>"), unigram()).contains("padding token: neither [PAD] nor <pad>"));
        assert!(refusal(&rename("<unk>"), byte_pairs()).contains("unknown token: neither [UNK] nor <unk>"));
        let no_end = refusal(&|file| file["post_processor"]["single"].as_array_mut().unwrap().truncate(2), unigram());
        assert!(no_end.contains("post-processor") && no_end.contains("[0]"), "{no_end}");
        let both_lead = refusal(&|file| file["post_processor"]["single"].as_array_mut().unwrap().swap(1, 2), unigram());
        assert!(both_lead.contains("one before it and one after it"), "{both_lead}");
        let charsmap = |file: &mut Value| {
            file["normalizer"] = json!({"type": "Precompiled", "precompiled_charsmap": "AAAA"});
        };
        assert!(refusal(&charsmap, unigram()).starts_with("tokenizer.json:"));
        assert!(refusal(&|file| *file = json!({}), unigram()).starts_with("tokenizer.json:"));
    }

    #[test]
    fn a_text_that_spells_a_special_token_is_text() {
        for file in [word_piece(), byte_pairs(), unigram()] {
            let tokenizer = load(&file, &Preprocessing::new(64)).unwrap();
            let ids = tokenizer.encode("[CLS] <s> [PAD] <pad> [SEP] </s> [MASK] <mask>").ids;
            let unknown = tokenizer.special().unk;
            assert!(ids[1..ids.len() - 1].iter().all(|&id| id == unknown || !tokenizer.is_special(id)), "{ids:?}");
        }
        // A Unigram model cuts the spelling into pieces instead.
        let ids = load(&unigram(), &Preprocessing::new(64)).unwrap().encode("a<s>").ids;
        assert_eq!(ids, [0, 4, 12, 15, 17, 16, 2]);
    }

    #[test]
    fn a_prefix_comes_before_every_text_and_must_leave_room() {
        let prefixed = |prefix: &str| Preprocessing { prefix: prefix.into(), ..Preprocessing::new(8) };
        let tokenizer = load(&unigram(), &prefixed("a: ")).unwrap();
        assert_eq!(tokenizer.encode("서울").ids, [0, 4, 12, 14, 5, 2]);
        let plain = load(&unigram(), &Preprocessing::new(8)).unwrap();
        assert_eq!(tokenizer.encode("서울"), plain.encode("a: 서울"));
        assert_eq!(tokenizer.words("서울"), plain.words("a: 서울"));
        let error = load(&unigram(), &prefixed("a a a a ")).err().unwrap().to_string();
        assert!(error.contains("leaves no room"), "{error}");
    }

    /// Every token of a text, as the library alone gives them.
    fn whole(tokenizer: &Tokenizer, text: &str) -> Vec<u32> {
        tokenizer.inner.encode_fast(text, false).unwrap().get_ids().to_vec()
    }

    fn hostile_text() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            4 => Just("서울 ".to_owned()), 4 => Just("날씨".to_owned()), 2 => Just(" ".to_owned()), 1 => "[ -~]{1,6}",
            1 => Just("\u{600} ".to_owned()), 1 => Just("e\u{301} \u{301}".to_owned()), 1 => Just("\u{1112}\u{1161}\u{11ab}".to_owned()),
            1 => any::<String>(), 1 => Just("ㅋ".repeat(200)), 1 => Just("a".repeat(150)), 1 => Just("\u{FDFA}´ ".to_owned()),
            1 => Just("\u{200B}".repeat(300)), 1 => Just("<s> [CLS] ".to_owned()), 1 => Just("가나다라마바사아자차카타파하가나다라마바사아".to_owned()),
        ];
        prop::collection::vec(part, 0..120).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn looking_at_the_beginning_alone_never_changes_the_ids(text in hostile_text(), length in 3u32..40) {
            static FILES: LazyLock<[Value; 4]> = LazyLock::new(|| {
                [word_piece(), byte_pairs(), unigram(), serde_json::from_str(&trained().to_json().unwrap()).unwrap()]
            });
            for file in FILES.iter() {
                let tokenizer = load(file, &Preprocessing::new(length)).unwrap();
                prop_assert!(tokenizer.splits_at_spaces);
                let ids = whole(&tokenizer, &text);
                let encoding = tokenizer.encode(&text);
                let room = length as usize - 2;
                prop_assert_eq!(&encoding.ids[1..encoding.ids.len() - 1], &ids[..ids.len().min(room)]);
                prop_assert_eq!(encoding.truncated, ids.len() > room);
            }
        }
    }

    #[test]
    fn tokenizers_that_look_past_a_word_read_the_whole_text() {
        let reads_whole = |part: &str, value: Value| {
            let mut file = unigram();
            file[part] = value;
            !load(&file, &Preprocessing::new(16)).unwrap().splits_at_spaces
        };
        assert!(reads_whole("pre_tokenizer", Value::Null));
        assert!(reads_whole("pre_tokenizer", json!({"type": "Metaspace", "replacement": "▁", "split": false})));
        assert!(reads_whole(
            "normalizer",
            json!({"type": "Replace", "pattern": {"Regex": "[a-z]+ [a-z]+"}, "content": "x"})
        ));
        assert!(reads_whole("normalizer", json!({"type": "Replace", "pattern": {"String": "a"}, "content": ""})));
        let mut file = unigram();
        file["added_tokens"][4]["special"] = json!(false);
        assert!(!load(&file, &Preprocessing::new(16)).unwrap().splits_at_spaces);
    }
}
