//! The parts around the lanes: cards, narration, scoreboard, the list of settings, the tools of time, snippets.

use js_sys::Promise;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::scheduler;

use crate::stage::{Page, fire, kept, lend_part};

#[wasm_bindgen_test]
async fn a_card_says_what_its_member_is_at_and_counts_with_the_playhead() {
    let page = Page::open("scenario=crash&t=17000").await;
    let card = |page: &Page, n: usize| page.all(".lane:first-child .card").swap_remove(n);
    let is = |page: &Page, n: usize| card(page, n).get_attribute("data-is").unwrap();
    // C2 was killed at 15.7 s, and the group does not know it.
    assert_eq!((is(&page, 0), is(&page, 1)), ("well".to_owned(), "off".to_owned()));
    assert_eq!(page.all(".lane:first-child .leads").len(), 1);
    let val = |page: &Page| page.texts(".lane:first-child .card:nth-child(2) .meter.heartbeat .val").concat();
    let width =
        |page: &Page| page.all(".lane:first-child .card:nth-child(2) .meter.heartbeat .fill").remove(0).outer_html();
    let before = (val(&page), width(&page));
    assert!(before.0.ends_with("/ 6 s"), "{}", before.0);
    page.press(".").await;
    page.press(".").await;
    let after = (val(&page), width(&page));
    assert!(after.0 != before.0 || after.1 != before.1, "{before:?} stands still");
    page.press("End").await;
    assert_eq!(page.texts(".lane:first-child .card:nth-child(2) .tile"), Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn the_narration_is_read_out_and_names_lanes_and_the_setting_responsible() {
    let page = Page::open("t=16029.5").await;
    assert_eq!(page.attribute(".say p", "aria-live"), "polite");
    assert_eq!(page.texts(".say .in"), ["Eager", "Cooperative"]);
    assert_eq!(page.text(".say code"), "partition.assignment.strategy");
    let (said, step) = (page.text(".say p"), page.text(".say small"));
    assert!(step.contains("4/11"), "{step}");
    page.press("ArrowRight").await;
    assert!(page.text(".say p") != said && page.text(".say small").contains("5/11"));
}

#[wasm_bindgen_test]
async fn the_scoreboard_has_a_row_a_lane_and_bars_of_one_scale() {
    let page = Page::paused().await;
    let panels = page.all(".score > li");
    assert!(panels.len() >= 5, "{} figures", panels.len());
    for panel in panels {
        let rows = panel.query_selector_all("dl > div").unwrap();
        assert_eq!(rows.length(), 2);
        let row = |i| rows.get(i).unwrap().unchecked_into::<HtmlElement>();
        let bar = |i: u32| {
            let rect = row(i).query_selector("rect").unwrap().unwrap();
            rect.get_attribute("width").unwrap().parse::<u32>().unwrap()
        };
        let says = |i: u32| row(i).query_selector("b").unwrap().unwrap().text_content().unwrap();
        assert!(bar(0).max(bar(1)) <= 1000);
        assert_eq!(says(0) == says(1), bar(0) == bar(1), "{} and {}", says(0), says(1));
        let is_worst = |i: u32| row(i).get_attribute("data-tone").unwrap() == "worst";
        assert!(!is_worst(0) || bar(0) > bar(1));
        assert!(!is_worst(1) || bar(1) > bar(0));
    }
    assert!(page.text(".lesson").len() > 40);
}

/// Opens the fold with the list of settings, as a press on its summary does.
async fn open_fold(page: &Page) {
    page.one(".settings").set_attribute("open", "").unwrap();
    page.until("it is open", |p| p.has(".settings .scroll") || p.has(".settings .coming")).await;
}

#[wasm_bindgen_test]
async fn the_list_of_settings_comes_when_it_is_opened_and_runs_all_again() {
    let page = Page::open("t=18000&lanes=eager,consumer").await;
    assert!(!page.has(".settings .scroll"));
    lend_part(Promise::reject(&JsValue::NULL));
    open_fold(&page).await;
    page.until("it is said", |p| p.text(".settings .coming").contains("could not be loaded")).await;
    lend_part(kept());
    page.click("Load again").await;
    page.until("it is there", |p| p.has(".settings .scroll")).await;
    let rows = page.texts(".settings tbody tr");
    for name in ["session.timeout.ms", "heartbeat.interval.ms", "group.consumer.session.timeout.ms", "network, one way"]
    {
        assert!(rows.iter().any(|row| row.starts_with(name)), "{name} is not in the list");
    }
    let before = page.charts();
    page.type_into("#knob-heartbeat\\.interval\\.ms", "500").await;
    assert_ne!(page.charts(), before);
    let select: HtmlSelectElement = page.one(".version select").dyn_into().unwrap();
    let latest = page.text(".version .mute");
    select.set_selected_index(0);
    fire(&select, "change");
    scheduler::flush().await;
    assert_ne!(page.text(".version .mute"), latest, "what is otherwise in that release");
}

#[wasm_bindgen_test]
async fn the_tools_of_time_zoom_and_show_the_whole_run_again() {
    let page = Page::paused().await;
    let whole = page.attribute(".chart", "aria-valuemax");
    page.click("Zoom in").await;
    assert_ne!(page.attribute(".chart", "aria-valuemax"), whole);
    page.click("Whole run").await;
    assert_eq!(page.attribute(".chart", "aria-valuemax"), whole);
    let how_fast: HtmlSelectElement = page.one(".transport select").dyn_into().unwrap();
    let factor = page.text(".transport .factor");
    how_fast.set_selected_index(4);
    fire(&how_fast, "change");
    scheduler::flush().await;
    assert_ne!(page.text(".transport .factor"), factor);
}

#[wasm_bindgen_test]
async fn snippets_are_of_what_is_shown() {
    let page = Page::open("scenario=crash&t=20000&session.timeout.ms=9000").await;
    page.click("Embed").await;
    page.until("they are there", |p| p.has(".snippet")).await;
    let snippets: Vec<String> =
        page.all(".snippet textarea").into_iter().map(|e| e.unchecked_into::<HtmlTextAreaElement>().value()).collect();
    let [element, iframe, fence] = &snippets[..] else { panic!("{snippets:?}") };
    assert!(element.contains("<kafka-rebalance") && element.contains("session.timeout.ms=\"9000\""), "{element}");
    assert!(iframe.contains("<iframe") && iframe.contains("t=20000"), "{iframe}");
    assert!(fence.starts_with("```kafka-rebalance\nscenario crash\nsession.timeout.ms=9000\n"), "{fence}");
}
