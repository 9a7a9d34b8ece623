//! A large group: cells in the place of cards, one chosen, and what flies between them.

use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;
use yew::scheduler;

use crate::stage::{Page, fire};

const MEMBERS: usize = 14;

/// A group of as many members and 70 partitions, as `kafka-consumer-groups --describe` prints it.
fn offsets() -> String {
    let heads = "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID";
    let row = |i: usize| {
        let member = i / 5 + 1;
        format!(
            "fleet orders {i} 100 100 0 fleet-{member}-0fb3c3d0-2072-4077-aaa6-7484549c44{member:02} /10.0.0.7 fleet-{member}"
        )
    };
    std::iter::once(heads.to_owned()).chain((0..5 * MEMBERS).map(row)).collect::<Vec<_>>().join("\n")
}

/// The page standing still with that group.
async fn loaded() -> Page {
    let page = Page::paused().await;
    page.click("Load my group").await;
    page.until("it is there", |p| p.has("textarea")).await;
    page.fill("textarea", &offsets()).await;
    page.until("the report is there", |p| p.has(".report details")).await;
    page.click("Show this group").await;
    page.until("the cards are folded", |p| p.has(".cell")).await;
    page.click("Pause").await;
    page
}

async fn pick(page: &Page, cell: usize) {
    let input: HtmlInputElement = page.all(".cell input")[cell].clone().dyn_into().unwrap();
    input.set_checked(true);
    fire(&input, "change");
    scheduler::flush().await;
}

#[wasm_bindgen_test]
async fn a_cell_says_who_it_is_how_many_partitions_it_holds_and_what_it_does() {
    let page = loaded().await;
    // Two lanes, and the newcomer of ①.
    assert_eq!(page.all(".cell").len(), 2 * (MEMBERS + 1));
    assert!(!page.has(".stage .card") && !page.has(".tile"));
    let label = page.all(".cell input")[2].get_attribute("aria-label").unwrap();
    assert_eq!(label, "fleet-3: consuming, 5 partitions");
    assert_eq!(page.texts(".cell .n")[2], "5");
    assert_eq!(page.texts(".cell .w")[2], "consumes");
}

#[wasm_bindgen_test]
async fn the_cell_that_is_chosen_shows_its_card_in_every_lane_until_it_is_closed() {
    let page = loaded().await;
    pick(&page, 4).await;
    assert_eq!(page.texts(".picked h3 b"), ["fleet-5", "fleet-5"]);
    let checked = |page: &Page| -> Vec<usize> {
        let inputs = page.all(".cell input").into_iter().map(|i| i.dyn_into::<HtmlInputElement>().unwrap());
        inputs.enumerate().filter(|(_, input)| input.checked()).map(|(i, _)| i).collect()
    };
    assert_eq!(checked(&page), [4, 4 + MEMBERS + 1]);
    assert!(page.text(".picked .held").contains("5: P20, P21"), "{}", page.text(".picked .held"));
    page.until("its countdowns are written", |p| p.texts(".picked .meter.poll .val")[0].contains('/')).await;
    page.click("Close the card of").await;
    assert!(!page.has(".picked") && checked(&page).is_empty());
}

#[wasm_bindgen_test]
async fn the_chart_has_a_row_a_member_and_its_table_says_how_many_each_held() {
    let page = loaded().await;
    let table = page.text(".chart + .sr table");
    assert!(table.starts_with("How many partitions each member held, and when"), "{table}");
    let rows = page.all_of(".chart text[data-is=row]").len();
    assert_eq!(rows, 2 * (MEMBERS + 2), "each lane has one more for what nobody holds");
}
