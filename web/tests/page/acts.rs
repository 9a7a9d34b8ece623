//! Acts: what is done to a member at the playhead, in all lanes.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::Page;

#[wasm_bindgen_test]
async fn killing_a_member_changes_every_lane_and_can_be_taken_back() {
    let page = Page::open("scenario=scale-out&t=14000").await;
    let before = page.charts();
    page.click("kill").await;
    let after = page.charts();
    assert_ne!((&before[0], &before[1]), (&after[0], &after[1]));
    assert_eq!(page.all(".pin[data-own]").len(), 1);
    page.click("Undo").await;
    assert_eq!(page.charts(), before);
    assert!(!page.has(".pin[data-own]"));
}

#[wasm_bindgen_test]
async fn a_consumer_is_added_with_a_card_of_its_own() {
    let page = Page::open("scenario=scale-out&t=14000").await;
    let cards = page.all(".lane:first-child .card").len();
    page.click("+ consumer").await;
    assert_eq!(page.all(".lane:first-child .card").len(), cards + 1);
}

#[wasm_bindgen_test]
async fn an_act_is_done_to_the_member_that_was_chosen() {
    let page = Page::open("scenario=scale-out&t=14000").await;
    let select: web_sys::HtmlSelectElement = wasm_bindgen::JsCast::dyn_into(page.one(".acts select")).unwrap();
    select.set_selected_index(1);
    let event = web_sys::Event::new("change").unwrap();
    let chosen = select.options().item(1).unwrap().text_content().unwrap();
    wasm_bindgen::JsCast::dyn_ref::<web_sys::EventTarget>(&select).unwrap().dispatch_event(&bubbling(&event)).unwrap();
    yew::scheduler::flush().await;
    page.click("close").await;
    let act = page.text(".pin[data-own]");
    assert!(act.contains(&chosen), "{act} is not about {chosen}");
}

fn bubbling(_: &web_sys::Event) -> web_sys::Event {
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    web_sys::Event::new_with_event_init_dict("change", &init).unwrap()
}
