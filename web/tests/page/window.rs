//! The window of the charts, the strip, the range, and steps by what was chosen.

use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlSelectElement, WheelEvent, WheelEventInit};

use crate::stage::Page;

/// The window, in ms.
fn window(page: &Page) -> (u64, u64) {
    let of = |name| page.attribute(".chart", name).split('.').next().unwrap().parse().unwrap();
    (of("aria-valuemin"), of("aria-valuemax"))
}

#[wasm_bindgen_test]
async fn keys_zoom_around_the_playhead_and_back() {
    let page = Page::paused().await;
    let (from, end) = window(&page);
    page.press("+").await;
    let (near_from, near_end) = window(&page);
    assert!(from < near_from && near_from < 18_000 && 18_000 < near_end && near_end < end);
    assert_eq!(window(&page).0.to_string(), page.attribute("#brush", "aria-valuenow").split('.').next().unwrap());
    page.press("-").await;
    assert_eq!(window(&page), (from, end));
    page.press("+").await;
    page.press("0").await;
    assert_eq!(window(&page), (from, end));
}

#[wasm_bindgen_test]
async fn a_wheel_zooms_with_ctrl_where_the_pointer_is() {
    let page = Page::paused().await;
    let whole = window(&page);
    let turn = async |ctrl: bool| {
        let plot = page.all_of(".plot")[0].get_bounding_client_rect();
        let init = WheelEventInit::new();
        init.set_delta_y(-120.0);
        init.set_ctrl_key(ctrl);
        init.set_bubbles(true);
        init.set_cancelable(true);
        #[expect(clippy::cast_possible_truncation, reason = "a place on a screen")]
        let place = (plot.left() as i32, (plot.top() + 4.0) as i32);
        init.set_client_x(place.0);
        // Above the labels of the axis, where a wheel zooms without Ctrl too.
        init.set_client_y(place.1);
        let event = WheelEvent::new_with_event_init_dict("wheel", &init).unwrap();
        page.all(".chart")[0].dispatch_event(&event).unwrap();
        yew::scheduler::flush().await;
        event.default_prevented()
    };
    assert!(!turn(false).await, "the page scrolls");
    assert_eq!(window(&page), whole);
    assert!(turn(true).await);
    let near = window(&page);
    assert!(near.0 - whole.0 < 200 && near.1 < whole.1, "{near:?} of {whole:?}");
}

#[wasm_bindgen_test]
async fn the_window_is_moved_on_the_strip() {
    let page = Page::open("window=15000-17000&t=16000").await;
    assert_eq!(window(&page), (15_000, 17_000));
    let (strip, track) = (page.one("#brush"), page.one(".track"));
    let inside = 0.14;
    page.drag(&strip, &track, &[inside, inside + 0.2], false).await;
    let (from, end) = window(&page);
    assert_eq!(end - from, 2_000);
    assert!(from > 17_000, "{from}");
    assert_eq!(page.clock_ms(), 16_000, "the playhead does not follow the window");
    page.one("#brush").dyn_into::<HtmlElement>().unwrap().focus().unwrap();
    page.strike("ArrowLeft", &[]).await;
    assert_eq!(window(&page).0, from - 200, "a tenth of it");
}

#[wasm_bindgen_test]
async fn on_the_strip_of_a_whole_run_a_pointer_moves_the_playhead() {
    let page = Page::paused().await;
    let (strip, track) = (page.one("#brush"), page.one(".track"));
    page.drag(&strip, &track, &[0.5, 0.6], false).await;
    let (from, end) = window(&page);
    let wanted = from + (end - from) * 6 / 10;
    assert!(page.clock_ms().abs_diff(wanted) < 100, "{} is not {wanted}", page.clock_ms());
}

#[wasm_bindgen_test]
async fn a_range_is_dragged_with_shift_summed_up_in_every_lane_and_looped() {
    let page = Page::paused().await;
    assert!(page.button("Loop").has_attribute("disabled"));
    let (chart, plot) = (page.one(".chart"), page.all_of(".plot").swap_remove(0));
    page.drag(&chart, &plot, &[0.2, 0.3, 0.5], true).await;
    let said = page.texts(".sum");
    assert_eq!(said.len(), 2);
    assert!(said.iter().all(|s| s.contains("records processed")), "{said:?}");
    assert_eq!(page.clock_ms(), 18_000, "the playhead stays");
    page.press("l").await;
    assert_eq!(page.button("Loop").get_attribute("aria-pressed").as_deref(), Some("true"));
    page.press("Escape").await;
    assert!(!page.has(".sum"));
}

#[wasm_bindgen_test]
async fn keys_begin_and_end_a_range() {
    let page = Page::paused().await;
    page.press("[").await;
    page.press("ArrowRight").await;
    let end = page.clock_ms();
    page.press("]").await;
    let seconds = (end - 18_000) / 1000;
    assert!(page.text(".sum").contains(&seconds.to_string()), "{} is not {seconds} s", page.text(".sum"));
}

#[wasm_bindgen_test]
async fn steps_go_by_messages_events_acts_and_stops() {
    let page = Page::paused().await;
    page.press("Home").await;
    let select: HtmlSelectElement = page.one(".timetools select").dyn_into().unwrap();
    let options: Vec<_> = page.texts(".timetools option");
    assert_eq!(options.len(), 6);
    select.set_selected_index(3);
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    select.dispatch_event(&web_sys::Event::new_with_event_init_dict("change", &init).unwrap()).unwrap();
    yew::scheduler::flush().await;
    page.press("ArrowRight").await;
    assert_eq!(page.clock_ms(), 14_200, "the slow batch");
    page.press("a").await;
    assert_eq!(page.clock_ms(), 15_300, "C3 starts");
    page.press_with("A", true).await;
    assert_eq!(page.clock_ms(), 14_200);
    page.press("s").await;
    assert!(page.clock_ms() > 15_300, "something stops");
    let before = page.clock_ms();
    for (key, shift) in [(".", false), (">", true), (",", false), ("<", true)] {
        let now = page.attribute(".chart", "aria-valuenow");
        page.press_with(key, shift).await;
        assert_ne!(page.attribute(".chart", "aria-valuenow"), now, "{key}");
    }
    assert!(page.clock_ms().abs_diff(before) < 500, "there and back");
}
