//! An article, in Daum's layout or the one it had before.

use super::{Answer, Oddity, SLOW, escape, html, newsroom::Article};

pub(super) fn answer(article: &Article) -> Answer {
    let page = html(document(article));
    let page = Answer { etag: Some(format!("\"{}\"", article.id)), ..page };
    match article.oddity {
        Oddity::None | Oddity::Broken => page,
        Oddity::Slow => Answer { delay: SLOW, ..page },
        Oddity::Failing => {
            Answer { status: 500, etag: None, ..html("<title>500</title><p>오류가 발생했습니다.".to_owned()) }
        }
        Oddity::EucKr => {
            let text = String::from_utf8_lossy(&page.body).replace("charset=\"utf-8\"", "charset=\"euc-kr\"");
            let (body, _, _) = encoding_rs::EUC_KR.encode(&text);
            // The header says nothing: the page itself does.
            Answer { content_type: "text/html", body: body.into_owned(), ..page }
        }
    }
}

fn document(article: &Article) -> String {
    let title = escape(&article.title);
    let press = escape(&article.press);
    let body = if article.is_old_layout { old_body(article) } else { body(article) };
    let date = if article.is_old_layout {
        article.published_at.format("%Y.%m.%d. %H:%M").to_string()
    } else {
        article.published_at.format("%Y. %-m. %-d. %H:%M").to_string()
    };
    format!(
        "<!doctype html>\n<html lang=\"ko\"><head><meta charset=\"utf-8\">\n\
         <meta property=\"og:title\" content=\"{title}\">\n<meta property=\"og:article:author\" content=\"{press}\">\n\
         <meta property=\"og:regDate\" content=\"{}\">\n<title>{title}</title></head>\n<body><div id=\"gnb\"><a href=\"/\">뉴스</a></div>\n\
         <h3 class=\"tit_view\">{title}</h3>\n<div class=\"info_view\"><span class=\"txt_info\">입력 <span class=\"num_date\">{date}</span></span></div>\n\
         {body}\n<div class=\"box_etc\"><ul><li><a href=\"/society\">다른 기사</a></li></ul></div></body></html>\n",
        article.published_at.format("%Y%m%d%H%M%S"),
    )
}

fn body(article: &Article) -> String {
    if article.oddity == Oddity::Broken {
        return "<div class=\"article_view\"><section><figure>".to_owned();
    }
    let paragraph = |text: &String| format!("<p dmcf-ptype=\"general\">{}</p>\n", escape(text));
    let paragraphs: String = article.paragraphs.iter().map(paragraph).collect();
    let summary = escape(article.paragraphs.first().map_or("", |first| first));
    format!(
        "<div class=\"news_view\"><div class=\"article_view\"><section dmcf-sid=\"1\">\n\
         <strong class=\"summary_view\">{summary}</strong>\n\
         <figure dmcf-ptype=\"figure\"><p class=\"link_figure\"></p><figcaption class=\"txt_caption default_figure\">자료 사진</figcaption></figure>\n\
         {paragraphs}<p dmcf-ptype=\"general\">news@example.com</p>\n\
         <p dmcf-ptype=\"general\">Copyright ⓒ {}. 무단 전재 및 재배포 금지.</p>\n</section></div></div>",
        escape(&article.press),
    )
}

fn old_body(article: &Article) -> String {
    if article.oddity == Oddity::Broken {
        return "<div id=\"harmonyContainer\"><section></section></div>".to_owned();
    }
    let paragraph = |text: &String| format!("<p>{}</p>\n", escape(text));
    let paragraphs: String = article.paragraphs.iter().map(paragraph).collect();
    format!(
        "<div id=\"harmonyContainer\"><section>\n<div class=\"layer_summary\"><p>요약</p></div>\n{paragraphs}\
         <p>저작권자 ⓒ {}</p>\n</section></div>",
        escape(&article.press),
    )
}
