//! Dialogs: loading a group, sharing, keys.

use js_sys::Promise;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, HtmlDialogElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::scheduler;

use crate::stage::{Page, kept, lend_part, promised};

const OFFSETS: &str = include_str!("../../../tests/samples/billing.offsets.txt");
/// Of a group of the consumer protocol.
const MEMBERS: &str = include_str!("../../../tests/samples/search-indexer.members-verbose.txt");

/// Of the scenario that the page opens with.
const RECORDING: &str = include_str!("../../../tests/conformance/recordings/scale-out-slow-batch.eager.1.json");

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
    page.until("the list is there", |p| p.has(".keys")).await;
    assert!(page.all(".keys dt").len() >= 6);
}

#[wasm_bindgen_test]
async fn a_claim_is_tried_by_its_run_and_judged_above_the_lanes() {
    let page = Page::paused().await;
    page.click("Often said").await;
    assert_eq!(title(&page), "Often said");
    page.until("the list of claims has come", |p| p.has(".myths li")).await;
    page.click("The coordinator evicts a consumer").await;
    assert_eq!(title(&page), "");
    page.until("what judges it has come", |p| p.has(".tried")).await;
    let said = page.text(".tried");
    assert!(said.contains("False.") && said.contains("LeaveGroup"), "{said}");
    // The next is refused by Kafka, and the verdict says it although there is no run.
    page.click("Often said").await;
    page.click("To migrate to cooperative").await;
    let said = page.text(".tried");
    assert!(said.contains("There is no such class:"), "{said}");
}

#[wasm_bindgen_test]
async fn an_open_dialog_has_the_keys_to_itself() {
    let page = Page::paused().await;
    page.press("?").await;
    page.press(" ").await;
    assert!(!page.is_playing());
}

#[wasm_bindgen_test]
async fn time_stands_still_behind_a_dialog_and_goes_on_after_it() {
    let page = Page::paused().await;
    page.press(" ").await;
    page.until("the clock goes on", |p| p.clock_ms() > 18_000).await;
    page.press("?").await;
    let covered = page.clock_ms();
    gloo_timers::future::TimeoutFuture::new(300).await;
    assert_eq!(page.clock_ms(), covered);
    close(&page).await;
    page.until("the clock goes on", |p| p.clock_ms() > covered).await;
}

#[wasm_bindgen_test]
async fn a_pasted_table_becomes_the_group_of_the_page() {
    let page = Page::paused().await;
    page.click("Load my group").await;
    assert_eq!(title(&page), "Load my group");
    page.until("it is there", |p| p.has("textarea")).await;
    page.fill("textarea", OFFSETS).await;
    page.until("the report is there", |p| p.has(".report details")).await;
    page.click("Show this group").await;
    assert_eq!(title(&page), "");
    assert!(page.text(".headline .group").contains("billing"), "{}", page.text(".headline"));
    page.click("Built-in group").await;
    assert!(!page.has(".headline .group"));
}

#[wasm_bindgen_test]
async fn a_group_of_the_consumer_protocol_brings_its_lane() {
    let page = Page::paused().await;
    page.click("Load my group").await;
    page.until("it is there", |p| p.has("textarea")).await;
    page.fill("textarea", MEMBERS).await;
    page.until("the report is there", |p| p.has(".report details")).await;
    page.click("Show this group").await;
    assert_eq!(page.texts(".lane h2"), ["Cooperative", "KIP-848"]);
    page.button("Add lane: Eager");
    page.click("Built-in group").await;
    assert_eq!(page.texts(".lane h2"), ["Eager", "Cooperative"]);
}

#[wasm_bindgen_test]
async fn while_much_is_read_the_dialog_says_so() {
    let page = Page::paused().await;
    page.click("Load my group").await;
    page.until("it is there", |p| p.has("textarea")).await;
    page.fill("textarea", &OFFSETS.repeat(200_000 / OFFSETS.len() + 1)).await;
    assert_eq!(page.text(".dialog-foot .mute"), "Reading…");
    page.until("it is read", |p| p.text(".dialog-foot").contains("billing")).await;
    assert!(!page.text(".dialog-foot").contains("Reading"));
}

#[wasm_bindgen_test]
async fn a_log_is_reported_and_offers_no_group() {
    let page = Page::paused().await;
    page.click("Load my group").await;
    page.until("it is there", |p| p.has("textarea")).await;
    page.fill("textarea", "[2026-11-22 10:00:00,123] INFO [GroupCoordinator 1]: Stabilized group g\n").await;
    page.until("the report is there", |p| p.has(".report .odd")).await;
    assert!(page.button("Show this group").has_attribute("disabled"));
}

/// The button in the corner; acts of the page are called *Close* too.
async fn close(page: &Page) {
    page.all(".dialog-head button")[0].click();
    page.until("the dialog is closed", |p| title(p).is_empty()).await;
}

#[wasm_bindgen_test]
async fn a_file_that_is_dropped_opens_the_dialog_and_is_read() {
    let page = Page::paused().await;
    let drop = js_sys::Function::new_with_args(
        "text",
        "const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text], 'billing.txt'));
        const drop = (kind) => document.querySelector('.lane').dispatchEvent(
            new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
        return drop('dragover') || drop('drop');",
    );
    let is_left = drop.call1(&JsValue::NULL, &JsValue::from_str(OFFSETS)).unwrap();
    assert_eq!(is_left, JsValue::FALSE, "the browser would leave the page for it");
    page.until("the dialog is there", |p| p.has(".dialog-foot")).await;
    page.until("it is read", |p| p.text(".dialog-foot").contains("billing")).await;
    assert_eq!(title(&page), "Load my group");
    assert!(page.text(".sources").contains("billing.txt"));
    page.click("Remove billing.txt").await;
    page.until("it is forgotten", |p| !p.text(".dialog-foot").contains("billing")).await;
}

#[wasm_bindgen_test]
async fn a_recording_becomes_a_lane_and_one_that_is_cut_off_is_answered() {
    let page = Page::paused().await;
    page.click("Load my group").await;
    page.until("it is there", |p| p.has("textarea")).await;
    page.fill("textarea", &RECORDING[..RECORDING.len() / 2]).await;
    page.until("it is read", |p| p.has(".report .odd")).await;
    assert!(page.text(".report .odd").contains("cut off"), "{}", page.text(".report .odd"));
    assert!(page.button("Show this group").has_attribute("disabled"));
    page.fill("textarea", RECORDING).await;
    page.until("it is read", |p| !p.has(".report .odd")).await;
    page.click("Show this recording").await;
    assert_eq!(page.texts(".lane h2"), ["Eager", "Eager, recorded", "Cooperative"]);
    assert!(page.texts(".lane-head")[1].contains("from your file"));
    assert!(page.text(".headline .group").starts_with("your recording"));
    page.click("Undo").await;
    assert_eq!(page.texts(".lane h2"), ["Eager", "Cooperative"]);
}

#[wasm_bindgen_test]
async fn while_what_reads_a_group_comes_the_dialog_says_so() {
    let page = Page::paused().await;
    let (promise, keep) = promised();
    lend_part(promise);
    page.click("Load my group").await;
    assert!(page.text("dialog .coming").contains("is being loaded"));
    keep.call0(&JsValue::NULL).unwrap();
    page.until("it is there", |p| p.has("textarea")).await;
    assert!(!page.has(".coming"));
    let focused = crate::stage::document().active_element().unwrap();
    assert_eq!(focused, page.one("textarea"), "the field is what one came for");
    page.fill("textarea", "nonsense").await;
    page.fill("textarea", OFFSETS).await;
    page.until("the newest text is read", |p| p.text(".dialog-foot").contains("billing")).await;
    assert!(!page.has(".report .odd"));
}

#[wasm_bindgen_test]
async fn what_reads_a_group_is_asked_for_again_where_it_could_not_be_had() {
    let page = Page::paused().await;
    lend_part(Promise::reject(&JsValue::NULL));
    page.click("Load my group").await;
    page.until("it is said", |p| p.text("dialog .coming").contains("could not be loaded")).await;
    page.click("Load again").await;
    page.until("it is said again", |p| p.text("dialog .coming").contains("could not be loaded")).await;
    lend_part(kept());
    page.click("Load again").await;
    page.until("it is there", |p| p.has("textarea")).await;
    page.fill("textarea", OFFSETS).await;
    page.until("it is read", |p| p.text(".dialog-foot").contains("billing")).await;
}

#[wasm_bindgen_test]
async fn what_reads_a_group_is_fetched_when_the_dialog_opens_and_once_and_keeps_the_text() {
    let page = Page::paused().await;
    // Whoever asks before gets none.
    lend_part(Promise::reject(&JsValue::NULL));
    page.press("?").await;
    close(&page).await;
    lend_part(kept());
    page.click("Load my group").await;
    page.until("it is there", |p| p.has("textarea")).await;
    page.fill("textarea", OFFSETS).await;
    lend_part(Promise::reject(&JsValue::NULL));
    close(&page).await;
    page.click("Load my group").await;
    page.until("it is read", |p| p.text(".dialog-foot").contains("billing")).await;
    let field: HtmlTextAreaElement = page.one("textarea").dyn_into().unwrap();
    assert_eq!(field.value(), OFFSETS);
}

#[wasm_bindgen_test]
async fn the_shared_link_names_the_instant_and_what_was_changed() {
    let page = Page::open("scenario=crash&t=20000&session.timeout.ms=9000").await;
    page.click("Share").await;
    page.until("it is there", |p| p.has("input.link")).await;
    let link: HtmlInputElement = page.one("input.link").dyn_into().unwrap();
    let link = link.value();
    for part in ["scenario=crash", "t=20000", "session.timeout.ms=9000"] {
        assert!(link.contains(part), "{link} lacks {part}");
    }
}

#[wasm_bindgen_test]
async fn a_run_is_shared_in_four_forms_and_a_diagram_is_of_the_lane_that_is_chosen() {
    let page = Page::paused().await;
    page.click("Share").await;
    page.until("it is there", |p| p.has(".forms")).await;
    assert_eq!(page.texts(".forms b"), ["Picture", "Scenario", "Sequence diagram", "Trace"]);
    for button in ["SVG: Picture", "PNG: Picture", "Save: Scenario", "Copy: Sequence diagram", "Save: Trace"] {
        page.button(button);
    }
    assert_eq!(page.texts(".forms option"), ["Eager", "Cooperative"]);
    let select: HtmlSelectElement = page.one(".forms select").dyn_into().unwrap();
    select.set_selected_index(1);
    select.dispatch_event(&Event::new("change").unwrap()).unwrap();
    scheduler::flush().await;
    assert!(page.all(".forms option")[1].has_attribute("selected"));
}

#[wasm_bindgen_test]
async fn the_link_is_that_of_the_instant_at_which_the_dialog_was_opened_last() {
    let page = Page::paused().await;
    let link = |page: &Page| page.one("input.link").dyn_into::<HtmlInputElement>().unwrap().value();
    page.click("Share").await;
    page.until("it is there", |p| p.has("input.link")).await;
    assert!(link(&page).contains("t=18000"), "{}", link(&page));
    close(&page).await;
    page.press("Home").await;
    page.click("Share").await;
    assert!(!link(&page).contains("t=18000"), "{}", link(&page));
}

#[wasm_bindgen_test]
async fn what_is_written_to_load_a_group_stays_out_of_what_is_shared() {
    let page = Page::paused().await;
    page.click("Load my group").await;
    page.until("it is there", |p| p.has("textarea")).await;
    page.fill("textarea", OFFSETS).await;
    close(&page).await;
    page.click("Share").await;
    page.until("it is there", |p| p.has(".forms")).await;
    assert!(!page.has("textarea"));
    assert_eq!(title(&page), "Share this run");
}
