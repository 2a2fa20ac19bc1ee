//! Lists in the three layouts that Daum had.

use super::{
    Answer, escape, html,
    newsroom::{Article, Newsroom, SECTIONS},
};

/// Links on a page of the paged list.
pub(super) const PAGE_SIZE: usize = 15;
/// Articles on the list without pages: as headlines, and below them.
const HEADLINES: usize = 5;
const BASICS: usize = 20;

pub(super) fn answer(newsroom: &Newsroom, path: &str, query: &str) -> Option<Answer> {
    let parameter = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(key, _)| *key == name).map(|(_, value)| value).next()
    };
    let page = parameter("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
    if let Some(section) = path.strip_prefix("/breakingnews/") {
        return Some(html(paged(newsroom, section, page)?));
    }
    if path == "/api/harmonydic/contents/news.json" {
        let size = parameter("pageSize").and_then(|size| size.parse().ok()).unwrap_or(20).clamp(1, 100);
        let body = json(newsroom, parameter("category")?, page, size)?;
        return Some(Answer { content_type: "application/json; charset=utf-8", ..html(body) });
    }
    if path == "/" {
        let sections: String =
            SECTIONS.iter().map(|names| format!("<li><a href=\"/{0}\">{0}</a></li>", names[0])).collect();
        return Some(html(format!("<!doctype html><title>Sample newsroom</title><ul>{sections}</ul>")));
    }
    Some(html(headlines(newsroom, path.strip_prefix('/')?)?))
}

/// Until 2024. Past the end the last page is shown, with its own number.
fn paged(newsroom: &Newsroom, section: &str, page: usize) -> Option<String> {
    let articles = newsroom.section(section)?;
    let last = articles.len().div_ceil(PAGE_SIZE).max(1);
    let page = page.min(last);
    let mut items = String::new();
    for place in articles.iter().skip((page - 1) * PAGE_SIZE).take(PAGE_SIZE) {
        let Article { id, title, press, published_at, .. } = &newsroom.articles[*place];
        items.push_str(&format!(
            "<li><div class=\"cont_thumb\"><strong class=\"tit_thumb\"><a href=\"/v/{id}\" class=\"link_txt\">{}</a>\
             <span class=\"info_news\">{press}<span class=\"txt_bar\"> · </span>{}</span></strong></div></li>\n",
            escape(title),
            published_at.format("%H:%M"),
        ));
    }
    let body = format!(
        "<ul class=\"list_news2 list_allnews\">\n{items}</ul>\n<div class=\"paging_news\"><span class=\"inner_paging\">\
         <em class=\"num_page\"><span class=\"screen_out\">현재 페이지</span>{page}</em></span></div>\n\
         <div class=\"box_popnews\"><ul class=\"list_ranking\"><li><a class=\"link_txt\" href=\"/v/{}\">인기</a></li></ul></div>",
        newsroom.articles.first().map_or("", |article| &article.id)
    );
    Some(document("뉴스 목록", &body))
}

/// Since December 2024.
fn headlines(newsroom: &Newsroom, section: &str) -> Option<String> {
    let articles = newsroom.section(section)?;
    let item = |place: &usize, class: &str| {
        let Article { id, title, press, published_at, .. } = &newsroom.articles[*place];
        format!(
            "<li><a class=\"{class}\" href=\"/v/{id}\"><div class=\"cont_thumb\"><strong class=\"tit_txt\">{}</strong>\
             <span class=\"info_thumb\"><span class=\"txt_info\">{press}</span><span class=\"txt_info\">{}</span></span></div></a></li>\n",
            escape(title),
            published_at.format("%H:%M"),
        )
    };
    let first: String = articles.iter().take(HEADLINES).map(|place| item(place, "item_newsheadline2")).collect();
    let rest = articles.iter().skip(HEADLINES).take(BASICS);
    let rest: String = rest.map(|place| item(place, "item_newsbasic")).collect();
    Some(document(
        section,
        &format!("<ul class=\"list_newsheadline2\">{first}</ul><ul class=\"list_newsbasic\">{rest}</ul>"),
    ))
}

/// Used by the site itself from 2022 to 2024.
fn json(newsroom: &Newsroom, section: &str, page: usize, size: usize) -> Option<String> {
    let articles = newsroom.section(section)?;
    let entry = |place: &usize| {
        let Article { id, title, press, published_at, .. } = &newsroom.articles[*place];
        serde_json::json!({
            "title": title, "contentUrl": format!("/v/{id}"), "cpKorName": press,
            "regDt": published_at.format("%Y%m%d%H%M%S").to_string(),
        })
    };
    let list: Vec<_> = articles.iter().skip((page - 1) * size).take(size).map(entry).collect();
    Some(serde_json::json!({ "list": list }).to_string())
}

fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"ko\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\n<body>{body}</body></html>\n"
    )
}
