//! Tabs of the lanes, and what they show.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Page, kept, lend_part, promised};

#[wasm_bindgen_test]
async fn a_tab_changes_all_lanes_and_keeps_the_playhead() {
    let page = Page::paused().await;
    let clock = page.clock_ms();
    assert!(page.has(".stage"));
    page.click("Messages").await;
    page.until("the views have come", |p| !p.has(".coming")).await;
    assert_eq!(page.all("[role=tab][aria-selected=true]").len(), 2);
    assert_eq!((page.all(".msgs").len(), page.has(".stage"), page.clock_ms()), (2, false, clock));
    page.press("w").await;
    assert_eq!((page.all(".why").len(), page.has(".msgs")), (2, false));
    page.press("t").await;
    assert_eq!(page.all(".term pre").len(), 2);
    page.press("g").await;
    assert!(page.has(".stage") && !page.has(".view"));
    assert_eq!(page.all(".tile").len(), 12, "the tiles are back");
    assert_eq!(page.clock_ms(), clock);
}

#[wasm_bindgen_test]
async fn an_address_opens_a_view() {
    let page = Page::open("t=18000&view=terminal-members").await;
    assert!(page.text(".lane:first-child .term pre").contains("#PARTITIONS"));
    page.press("ArrowRight").await;
    assert!(page.has(".term"), "a step keeps the view");
}

#[wasm_bindgen_test]
async fn arrows_of_the_diagram_are_those_of_its_table() {
    let page = Page::open("t=16025&view=messages").await;
    let arrows = page.all_of(".lane:first-child .arrow").len();
    assert!(arrows > 5, "{arrows} arrows");
    assert_eq!(page.all(".lane:first-child .msgs + .sr tbody tr").len(), arrows);
    let world = page.all(".lane:first-child .world").remove(0);
    let before = world.style().get_property_value("transform").unwrap();
    assert!(before.starts_with("translate("), "{before}");
    page.press("ArrowRight").await;
    let world = page.all(".lane:first-child .world").remove(0);
    assert_ne!(world.style().get_property_value("transform").unwrap(), before);
}

#[wasm_bindgen_test]
async fn the_escape_that_closes_a_message_does_not_close_the_view_too() {
    let page = Page::open("t=16000&view=messages").await;
    let field = page.all(".lane:first-child .field").remove(0);
    field.focus().unwrap();
    page.strike("ArrowDown", &[]).await;
    assert!(page.has(".detail"));
    page.strike("Escape", &[]).await;
    assert!(page.has(".msgs") && !page.has(".detail"), "the first Escape closes what is open");
    page.strike("Escape", &[]).await;
    assert!(page.has(".stage"), "the second Escape is the page's");
}

#[wasm_bindgen_test]
async fn the_chain_of_causes_leads_to_its_links() {
    let page = Page::open("t=20000&view=why").await;
    let links = page.texts(".lane:first-child .why li button");
    assert!(links.len() > 2, "{links:?}");
    let clock = page.clock_ms();
    page.all(".lane:first-child .why li button")[1].click();
    yew::scheduler::flush().await;
    assert!(page.clock_ms() <= clock);
    assert_eq!(page.texts(".lane:first-child .why li button"), links);
}

#[wasm_bindgen_test]
async fn while_the_views_come_every_lane_says_so_and_then_shows_what_is_chosen() {
    let page = Page::paused().await;
    let (promise, keep) = promised();
    lend_part(promise);
    page.click("Terminal").await;
    assert!(page.texts(".lane .coming").iter().all(|said| said.contains("is being loaded")));
    assert_eq!((page.all(".lane .coming").len(), page.has(".stage")), (2, false));
    page.click("Messages").await;
    assert_eq!(page.all(".lane .coming").len(), 2);
    keep.call0(&JsValue::NULL).unwrap();
    page.until("they are there", |p| p.all(".msgs").len() == 2).await;
    assert!(!page.has(".coming"));
    let world = page.all(".lane:first-child .world").remove(0);
    let at = world.style().get_property_value("transform").unwrap();
    assert!(at.starts_with("translate("), "the diagram is where the playhead is: {at}");
    lend_part(Promise::reject(&JsValue::NULL));
    page.press("g").await;
    page.press("w").await;
    assert_eq!(page.all(".why").len(), 2, "they are fetched once");
}

#[wasm_bindgen_test]
async fn views_that_cannot_be_had_are_asked_for_again() {
    let page = Page::paused().await;
    lend_part(Promise::reject(&JsValue::NULL));
    page.press("m").await;
    page.until("it is said", |p| p.texts(".coming").iter().all(|s| s.contains("could not be loaded"))).await;
    page.press("g").await;
    assert!(page.has(".stage") && !page.has(".coming"), "the group is there all the same");
    // By the tab, and by the button.
    page.press("m").await;
    assert!(page.text(".coming").contains("is being loaded"));
    page.until("it is said again", |p| p.texts(".coming").iter().all(|s| s.contains("could not be loaded"))).await;
    lend_part(kept());
    for _ in 0..2 {
        page.click("Load again").await;
        page.until("a lane has it", |p| p.has(".msgs")).await;
    }
    page.until("each lane has it", |p| p.all(".msgs").len() == 2).await;
}
