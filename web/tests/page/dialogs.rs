//! Dialogs: loading a group, sharing, keys.

use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlDialogElement, HtmlInputElement};

use crate::stage::Page;

const OFFSETS: &str = include_str!("../../../tests/samples/billing.offsets.txt");

/// Title of the dialog that is open; empty if none is.
fn title(page: &Page) -> String {
    let dialog: HtmlDialogElement = page.one("dialog").dyn_into().unwrap();
    if dialog.open() { page.text("#dialog-title") } else { String::new() }
}

#[wasm_bindgen_test]
async fn a_fault_of_the_page_is_shown_with_what_a_report_needs() {
    let words = rebalance_web::crash_words(rebalance_view::Lang::En);
    rebalance_web::platform::crash::show(words, "version 1, seed 7").unwrap();
    let card = crate::stage::document().get_element_by_id("crash").unwrap();
    assert_eq!(card.get_attribute("role").unwrap(), "alert");
    assert_eq!(card.query_selector("pre").unwrap().unwrap().text_content().unwrap(), "version 1, seed 7");
    assert_eq!(card.query_selector_all("button").unwrap().length(), 2);
    card.remove();
}

#[wasm_bindgen_test]
async fn a_question_mark_opens_the_list_of_keys() {
    let page = Page::paused().await;
    page.press("?").await;
    assert_eq!(title(&page), "Keys");
    assert!(page.all(".keys dt").len() >= 6);
}

#[wasm_bindgen_test]
async fn an_open_dialog_has_the_keys_to_itself() {
    let page = Page::paused().await;
    page.press("?").await;
    page.press(" ").await;
    assert!(!page.is_playing());
}

#[wasm_bindgen_test]
async fn a_pasted_table_becomes_the_group_of_the_page() {
    let page = Page::paused().await;
    page.click("Load my group").await;
    assert_eq!(title(&page), "Load my group");
    page.fill("textarea", OFFSETS).await;
    page.until("the report is there", |p| p.has(".report details")).await;
    page.click("Show this group").await;
    assert_eq!(title(&page), "");
    assert!(page.text(".headline .group").contains("billing"), "{}", page.text(".headline"));
    page.click("Built-in group").await;
    assert!(!page.has(".headline .group"));
}

#[wasm_bindgen_test]
async fn a_log_is_reported_and_offers_no_group() {
    let page = Page::paused().await;
    page.click("Load my group").await;
    page.fill("textarea", "[2026-11-22 10:00:00,123] INFO [GroupCoordinator 1]: Stabilized group g\n").await;
    page.until("the report is there", |p| p.has(".report .odd")).await;
    assert!(page.button("Show this group").has_attribute("disabled"));
}

#[wasm_bindgen_test]
async fn the_shared_link_names_the_instant_and_what_was_changed() {
    let page = Page::open("scenario=crash&t=20000&session.timeout.ms=9000").await;
    page.click("Share").await;
    let link: HtmlInputElement = page.one("input.link").dyn_into().unwrap();
    let link = link.value();
    for part in ["scenario=crash", "t=20000", "session.timeout.ms=9000"] {
        assert!(link.contains(part), "{link} lacks {part}");
    }
}
