//! The address: it follows, and what is broken in it is said.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::Page;

fn query() -> String {
    web_sys::window().unwrap().location().search().unwrap()
}

#[wasm_bindgen_test]
async fn a_broken_parameter_is_said_and_the_rest_is_kept() {
    let page = Page::open("scenario=crash&t=20000&seed=many&colour=red").await;
    assert!(page.text(".scenarios [aria-current=true]").starts_with('②'));
    let said = page.texts(".notice p");
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said.concat().contains("seed") && said.concat().contains("colour"), "{said:?}");
    page.all(".notice button")[0].click();
    yew::scheduler::flush().await;
    assert_eq!(page.texts(".notice p").len(), 1);
}

#[wasm_bindgen_test]
async fn a_setting_that_kafka_refuses_still_gives_a_page() {
    let page = Page::open("scenario=crash&t=20000&session.timeout.ms=5").await;
    assert!(page.has(".lane .tile"));
    assert!(!page.texts(".error, .notice p").concat().is_empty());
}

#[wasm_bindgen_test]
async fn the_address_follows_what_is_changed() {
    let page = Page::open("scenario=crash&t=20000").await;
    page.type_into("#knob-session\\.timeout\\.ms", "9000").await;
    page.until("the address has it", |_| query().contains("session.timeout.ms=9000")).await;
    page.press("2").await;
    page.until("another start of the same scenario drops it", |_| !query().contains("session")).await;
}

#[wasm_bindgen_test]
async fn back_takes_an_act_back() {
    let page = Page::open("scenario=scale-out&t=14000").await;
    page.click("+ consumer").await;
    page.until("the address has it", |_| query().contains("act=add")).await;
    page.click("+ consumer").await;
    page.until("the address has both", |_| query().matches("act=add").count() == 2).await;
    web_sys::window().unwrap().history().unwrap().back().unwrap();
    page.until("one is left", |p| p.all(".pin[data-own]").len() == 1).await;
}

#[wasm_bindgen_test]
async fn back_leads_to_the_scenario_before() {
    let page = Page::open("scenario=crash&t=20000").await;
    page.press("3").await;
    page.until("the address has it", |_| query().contains("poll-timeout")).await;
    web_sys::window().unwrap().history().unwrap().back().unwrap();
    page.until("② is back", |p| p.text(".scenarios [aria-current=true]").starts_with('②')).await;
}
