use std::collections::BTreeSet;

use super::*;

/// Unlike headlines, written for these tests.
const HEADLINES: &[&str] = &[
    "정부, 청년 전세대출 금리 내달부터 낮춘다",
    "국회 예산소위 심야까지 공방…합의 불발",
    "한강 산책로 야간 조명 교체 공사 시작",
    "초등학교 앞 속도 단속 카메라 두 배 늘린다",
    "미국 연준 의장, 물가 안정까지 긴축 유지 시사",
    "국립극단 가을 신작에 신인 배우 대거 발탁",
    "여자배구 개막전 만원 관중…홈팀 풀세트 접전 끝 승리",
    "해외 직구 급증에 통관 지연…소비자 불만 커져",
    "위성통신 요금제 출시 앞두고 통신사 눈치 싸움",
    "폭우에 지하차도 침수…출근길 차량 우회",
    "전통시장 상인회, 배달앱 수수료 인하 요구",
    "고속도로 휴게소 음식값 공개 의무화 추진",
    "박물관 수장고 일반에 처음 열린다…예약 필수",
    "독립영화 관객 회복세…작은 극장 다시 문 연다",
    "대학병원 전공의 복귀 협상 난항…환자들 발길 돌려",
    "소형 원전 설계 인가 신청…업계 촉각",
    "유기견 입양 행사에 시민 발길 이어져",
    "반려식물 병원 개원…시든 화분도 진료",
    "프로축구 강등권 혼전…감독 교체 초강수",
    "딥페이크 탐지 기술 국제대회 우승",
    "농촌 빈집 고쳐 청년 창업 공간으로 내준다",
    "수험생 할인 이벤트에 백화점 북새통",
    "해양 쓰레기 수거 로봇 실증 성공",
    "외교장관 회담서 비자 면제 확대 논의",
    "노후 아파트 승강기 교체비 지원 확대한다",
    "가을 가뭄에 김장 배추 산지 가격 들썩",
    "지역 화폐 예산 삭감 두고 지자체 반발",
    "걸그룹 신곡 안무 논란에 소속사 해명",
    "천체사진 공모전 대상에 은하수 담은 고교생",
    "무인 편의점 절도 잇따라…점주들 보안 강화",
];

/// What papers make of a headline. Each must stay in its headline's cluster.
fn copies(headline: &str) -> Vec<String> {
    let words: Vec<&str> = headline.split(' ').collect();
    let without = |left_out: usize| {
        let kept: Vec<&str> = (0..words.len()).filter(|at| *at != left_out).map(|at| words[at]).collect();
        kept.join(" ")
    };
    let mut typo: Vec<char> = headline.chars().collect();
    let middle = typo.len() / 2;
    typo[middle] = if typo[middle] == ' ' { ' ' } else { '됀' };
    vec![
        format!("[속보] {headline}"),
        format!("{headline}(종합2보)"),
        format!("{headline} 종합"),
        format!("{headline} - 한들일보"),
        format!("{headline} | 가온뉴스"),
        format!("(서울=누리통신) {headline}"),
        headline.replace(' ', ""),
        headline.replace('…', " … ").replace(", ", " "),
        format!("{headline} 전망"),
        without(words.len() / 2),
        typo.into_iter().collect(),
    ]
}

/// Reports of one template: no two belong together.
fn twins() -> Vec<Vec<String>> {
    let each = |template: &str, fillers: &[&str]| fillers.iter().map(|filler| template.replace('□', filler)).collect();
    let places = ["서울", "부산", "대구", "전남", "제주", "수원", "강릉"];
    let days = ["월요일", "화요일", "수요일", "목요일", "금요일", "주말"];
    let firms = ["가람산업", "나래상사", "다솜그룹", "라온전자", "마루건설", "바른제약"];
    vec![
        each("코스피 □ 마감", &["2,512.33", "2,498.10", "2,530.77", "2,471.05"]),
        each("코스피 장중 혼조 끝에 소폭 □ 마감…외국인 관망", &["상승", "하락"]),
        each("원/달러 환율 □원 마감…수출업체 네고 물량", &["1,351.2", "1,348.9", "1,362.0"]),
        each("[오늘의 날씨] □ 대체로 맑고 일교차 커…미세먼지 보통", &places),
        each("[내일 날씨] □ 전국 흐리고 곳에 따라 비", &days),
        each("□서 규모 2.1 지진…피해 신고 없어", &places),
        each("[오늘의 운세] 2026년 1월 □일 띠별 운세", &["5", "6", "7", "8"]),
        each("□, 보통주 한 주당 현금배당 결정 공시", &firms),
        each("전국 휘발유값 □째 하락…경유도 내림세", &["2주", "3주", "4주"]),
        each("□ 장관, 현장 방문해 중소기업 애로 청취", &["교육부", "국방부", "환경부", "법무부"]),
        each("국내 주식형 펀드 □ 만에 자금 순유입", &["하루", "이틀", "사흘", "나흘", "닷새"]),
    ]
}

fn pairs_of<G: Ord + Copy>(groups: &[G]) -> BTreeSet<(usize, usize)> {
    let mut pairs = BTreeSet::new();
    for (a, group) in groups.iter().enumerate() {
        pairs.extend((a + 1..groups.len()).filter(|b| groups[*b] == *group).map(|b| (a, b)));
    }
    pairs
}

fn cluster_texts(texts: &[String]) -> Vec<ClusterId> {
    let keys: Vec<usize> = (0..texts.len()).collect();
    let items: Vec<Item<'_, usize>> = keys.iter().zip(texts).map(|(key, text)| Item { key, text }).collect();
    cluster(&items, &Options::default())
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn planted_copies_are_found_and_template_twins_are_not() {
    let mut planted = Vec::new();
    let mut truth = Vec::new();
    for (group, headline) in HEADLINES.iter().enumerate() {
        let family = std::iter::once((*headline).to_owned()).chain(copies(headline));
        planted.extend(family);
        truth.resize(planted.len(), group);
    }
    for twin in twins().into_iter().flatten() {
        truth.push(1_000 + planted.len());
        planted.push(twin);
    }
    let (truth, found) = (pairs_of(&truth), pairs_of(&cluster_texts(&planted)));
    let hits = truth.intersection(&found).count() as f64;
    let (precision, recall) = (hits / found.len() as f64, hits / truth.len() as f64);
    let missed: Vec<_> = truth.difference(&found).map(|(a, b)| (&planted[*a], &planted[*b])).take(5).collect();
    let wrong: Vec<_> = found.difference(&truth).map(|(a, b)| (&planted[*a], &planted[*b])).take(5).collect();
    assert!(precision >= 0.95 && recall >= 0.95, "{precision:.3} {recall:.3}\n{missed:#?}\n{wrong:#?}");
}

#[test]
fn no_twin_is_merged_with_its_twin() {
    for twins in twins() {
        let ids = cluster_texts(&twins);
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), twins.len(), "{twins:#?}");
    }
}

#[test]
fn a_chain_of_small_changes_is_one_cluster() {
    let chain = texts(&[
        "국회 예산소위 심야까지 공방 이어져 합의 불발",
        "국회 예산소위 심야까지 공방 이어져 합의 불발 여야 네 탓",
        "국회 예산소위 심야까지 공방 합의 불발 여야 네 탓 공세",
        "예산소위 심야까지 공방 합의 불발 여야 서로 네 탓 공세만",
    ]);
    assert_eq!(cluster_texts(&chain), vec![ClusterId(0); 4]);
    let ends = texts(&[&chain[0], &chain[3]]);
    assert_ne!(cluster_texts(&ends)[0], cluster_texts(&ends)[1]);
}

#[test]
fn clusters_do_not_depend_on_the_order_of_items() {
    let mut all: Vec<String> = HEADLINES.iter().flat_map(|headline| copies(headline)).collect();
    all.extend(twins().into_iter().flatten());
    let by_key = |order: &[usize]| {
        let mut builder = ClusterBuilder::new(Options { largest_bucket: 8, ..Options::default() });
        order.iter().for_each(|key| builder.add(*key, &all[*key]));
        let clusters = builder.finish();
        let named: BTreeMap<usize, usize> =
            (0..order.len()).map(|item| (clusters.keys()[item], *clusters.cluster_key(item))).collect();
        let splits: Vec<_> = clusters.keys().iter().map(|key| Some(key % 3)).collect();
        (named, clusters.leak_report(&splits))
    };
    let forward: Vec<usize> = (0..all.len()).collect();
    let backward: Vec<usize> = forward.iter().rev().copied().collect();
    let mixed: Vec<usize> = (0..all.len()).map(|at| at * 7 % all.len()).collect();
    assert_eq!(mixed.iter().collect::<BTreeSet<_>>().len(), all.len());
    assert_eq!(by_key(&forward), by_key(&backward));
    assert_eq!(by_key(&forward), by_key(&mixed));
}

#[test]
fn a_cluster_is_named_by_its_smallest_key() {
    let mut builder = ClusterBuilder::new(Options::default());
    builder.add("b", "국회 예산소위 심야까지 공방");
    builder.add("c", "해양 쓰레기 수거 로봇 실증 성공");
    builder.add("a", "[속보] 국회 예산소위 심야까지 공방");
    let clusters = builder.finish();
    assert_eq!(clusters.ids(), [ClusterId(2), ClusterId(1), ClusterId(2)]);
    assert_eq!(clusters.cluster_key(0), &"a");
}

#[test]
fn hostile_texts_neither_merge_nor_hang() {
    let long: String = (0..100_000_u32).filter_map(|at| char::from_u32(0xac00 + at * 7 % 11_172)).collect();
    let all = vec![
        String::new(),
        "가".to_owned(),
        "나".to_owned(),
        "😀".to_owned(),
        "😀😀 🎉".to_owned(),
        "?!".to_owned(),
        "[".repeat(100_000),
        "(".to_owned() + &" ".repeat(100_000),
        "-".repeat(50_000) + "기자",
        "1".repeat(100_000),
        "\u{200b}\u{feff}".to_owned(),
        long.clone(),
        long + " 끝",
        "가 ".repeat(50_000),
    ];
    let ids = cluster_texts(&all);
    assert_eq!(ids[11], ids[12], "long copies");
    let others: BTreeSet<_> = ids[..11].iter().collect();
    assert_eq!(others.len(), 11);
    assert!(cluster_texts(&[]).is_empty());
}

#[test]
fn copies_are_found_in_buckets_too_big_for_all_pairs() {
    let frame = |word: &str| format!("전국 시도지사 협의회 정기 총회 {word} 참석자 전원 결의문 채택하고 폐회");
    let mut all: Vec<String> = (0..600_u32)
        .map(|at| {
            frame(&(0..6).filter_map(|k| char::from_u32(0xac00 + (at * 389 + k * 1_999) % 11_172)).collect::<String>())
        })
        .collect();
    all.push(format!("{} 예정", all[500]));
    let mut builder = ClusterBuilder::new(Options { largest_bucket: 16, ..Options::default() });
    all.iter().enumerate().for_each(|(key, text)| builder.add(key, text));
    let clusters = builder.finish();
    assert_eq!(clusters.ids()[600], ClusterId(500));
    assert_eq!(clusters.ids().iter().collect::<BTreeSet<_>>().len(), 600);
}

#[test]
fn banding_loses_hardly_any_pair_that_an_exhaustive_search_finds() {
    let all: Vec<String> = HEADLINES.iter().flat_map(|headline| copies(headline)).collect();
    let options = Options::default();
    let mut builder = ClusterBuilder::new(options.clone());
    all.iter().enumerate().for_each(|(key, text)| builder.add(key, text));
    let sets: Vec<Vec<u64>> =
        builder.texts.iter().map(|text| candidates::shingles(&text.words, options.shingle_size)).collect();
    let mut exhaustive = BTreeSet::new();
    for a in 0..sets.len() {
        for b in a + 1..sets.len() {
            if candidates::jaccard(&sets[a], &sets[b]) >= options.similarity_threshold {
                exhaustive.insert((a as u32, b as u32));
            }
        }
    }
    let mut banded = BTreeSet::new();
    let words = |text: u32| &*builder.texts[text as usize].words;
    builder.index.for_each_candidate(words, options.similarity_threshold, |a, b, _| {
        assert!(banded.insert((a, b)), "a pair is met once");
        options.similarity_threshold
    });
    assert!(banded.is_subset(&exhaustive));
    assert!(banded.len() as f64 >= 0.99 * exhaustive.len() as f64, "{} of {}", banded.len(), exhaustive.len());
}

#[test]
fn a_split_by_cluster_is_free_of_leaks_and_a_split_by_row_is_not() {
    let all: Vec<String> = HEADLINES.iter().flat_map(|headline| copies(headline)).collect();
    let mut builder = ClusterBuilder::new(Options::default());
    all.iter().enumerate().for_each(|(key, text)| builder.add(key, text));
    let clusters = builder.finish();

    let by_cluster: Vec<_> = clusters.ids().iter().map(|id| Some(id.0 % 3)).collect();
    let report = clusters.leak_report(&by_cluster);
    assert!(report.is_leak_free(), "{report:?}");
    assert_eq!(report.items, all.len());
    assert_eq!(report.duplicates, report.items - report.clusters);
    assert!(report.exact_duplicates > 0 && report.exact_duplicates < report.duplicates);
    assert_eq!(report.largest_clusters[0].size, 11);

    let by_row: Vec<_> = (0..all.len()).map(|row| Some(row % 3)).collect();
    let leaking = clusters.leak_report(&by_row);
    assert!(!leaking.is_leak_free());
    assert!(leaking.clusters_across_splits > 0);
    assert_eq!(leaking.most_similar_across_splits.unwrap().similarity, 1.0);

    // Rows outside the dataset cannot leak.
    let one_only: Vec<_> = (0..all.len()).map(|row| (row == 0).then_some(0)).collect();
    assert_eq!(clusters.leak_report(&one_only).most_similar_across_splits, None);
}

#[test]
fn the_report_shows_how_near_twins_in_two_splits_come() {
    let mut builder = ClusterBuilder::new(Options::default());
    builder.add("a", "[내일 날씨] 서울 전국 흐리고 곳에 따라 비");
    builder.add("b", "[내일 날씨] 부산 전국 흐리고 곳에 따라 비");
    let report = builder.finish().leak_report(&[Some(0), Some(1)]);
    assert!(report.is_leak_free());
    let twins = report.most_similar_template_twins.unwrap();
    assert!(twins.similarity >= 0.6 && twins.keys == ("a", "b"), "{twins:?}");
}
