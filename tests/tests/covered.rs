//! What the page consists of, and who tries it: each component has a test in a headless browser, each dialog a journey. One
//! more of either is one more line here, and a line whose test is gone fails. What scenarios and keys there are the journeys
//! read themselves (`scenarios.mjs`, and `everywhere.mjs` from the page's own list).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A component, and the test that says best what it does. Not those that only hold others, or have no picture.
const COMPONENTS: [(&str, &str); 34] = [
    ("acts", "an_act_is_done_to_the_member_that_was_chosen"),
    ("below", "the_list_of_settings_comes_when_it_is_opened_and_runs_all_again"),
    ("beside", "while_the_views_come_every_lane_says_so_and_then_shows_what_is_chosen"),
    ("card", "a_card_says_what_its_member_is_at_and_counts_with_the_playhead"),
    ("chart", "pressing_on_either_chart_moves_both_lanes_there"),
    ("claims", "a_claim_is_tried_by_its_run_and_judged_above_the_lanes"),
    ("deck", "the_tools_of_time_zoom_and_show_the_whole_run_again"),
    ("dialogs", "an_open_dialog_has_the_keys_to_itself"),
    ("dialogs/drops", "a_file_that_is_dropped_opens_the_dialog_and_is_read"),
    ("dialogs/embed", "snippets_are_of_what_is_shown"),
    ("dialogs/keys", "a_question_mark_opens_the_list_of_keys"),
    ("dialogs/load", "a_pasted_table_becomes_the_group_of_the_page"),
    ("dialogs/recording", "a_recording_becomes_a_lane_and_one_that_is_cut_off_is_answered"),
    ("dialogs/report", "a_log_is_reported_and_offers_no_group"),
    ("dialogs/share", "a_run_is_shared_in_four_forms_and_a_diagram_is_of_the_lane_that_is_chosen"),
    ("difference", "the_difference_of_lanes_is_a_press_away_and_leads_to_where_they_part"),
    ("hand", "a_marker_is_dragged_on_either_chart"),
    ("knob", "a_slider_does_the_same"),
    ("lane", "a_lane_is_switched_to_another_assignor"),
    ("later", "views_that_cannot_be_had_are_asked_for_again"),
    ("messages", "the_escape_that_closes_a_message_does_not_close_the_view_too"),
    ("narration", "the_narration_is_read_out_and_names_lanes_and_the_setting_responsible"),
    ("pane", "what_is_written_to_load_a_group_stays_out_of_what_is_shared"),
    ("score", "the_scoreboard_has_a_row_a_lane_and_bars_of_one_scale"),
    ("settings", "the_list_of_settings_comes_when_it_is_opened_and_runs_all_again"),
    ("small", "charts_have_a_table_for_those_who_do_not_see_them"),
    ("strip", "the_window_is_moved_on_the_strip"),
    ("tabs", "a_tab_changes_all_lanes_and_keeps_the_playhead"),
    ("terminal", "an_address_opens_a_view"),
    ("tools", "the_tools_of_time_zoom_and_show_the_whole_run_again"),
    ("top", "the_language_changes_the_words_and_not_the_run"),
    ("transport", "space_plays_and_pauses"),
    ("tried", "a_claim_is_tried_by_its_run_and_judged_above_the_lanes"),
    ("why", "the_chain_of_causes_leads_to_its_links"),
];

/// A dialog, and the journey that goes through it.
const DIALOGS: [(&str, &str); 6] = [
    ("Load", "a pasted group is shown with its members and partitions"),
    ("Share", "sharing goes by keyboard alone, and fetches its part once"),
    ("Embed", "each snippet shows what the page shows"),
    ("Keys", "a question mark opens the list of keys and Escape closes it"),
    ("Settings", "the release is chosen among the settings, and is in the address"),
    ("Myths", "what is often said is chosen by keyboard, tried and judged"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The text of all files below a folder that end so.
fn texts(below: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(below)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the repository") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|own| own == ending) {
                let text = fs::read_to_string(&path).expect("sources are text");
                found.push((path, text));
            }
        }
    }
    found
}

#[test]
fn every_component_has_a_test_in_a_browser() {
    let folder = root().join("web/src/components");
    let name = |path: &Path| {
        let below = path.strip_prefix(&folder).expect("below it").with_extension("");
        below.to_string_lossy().trim_end_matches("/mod").replace('\\', "/")
    };
    let there: BTreeSet<String> =
        texts("web/src/components", "rs").iter().map(|(path, _)| name(path)).filter(|name| name != "mod").collect();
    let listed: BTreeSet<String> = COMPONENTS.iter().map(|(component, _)| (*component).to_owned()).collect();
    assert_eq!(there, listed, "components, and those that have a test");
    let tests: String = texts("web/tests", "rs").into_iter().map(|(_, text)| text).collect();
    for (component, test) in COMPONENTS {
        let is_test = tests.contains(&format!("#[wasm_bindgen_test]\nasync fn {test}()"));
        assert!(is_test, "{component}: there is no test {test} in web/tests");
    }
}

#[test]
fn every_dialog_has_a_journey() {
    let session = fs::read_to_string(root().join("crates/view/src/session/mod.rs")).expect("a source");
    let body = session.split("pub enum Dialog {").nth(1).and_then(|rest| rest.split('}').next()).expect("dialogs");
    let there: BTreeSet<&str> =
        body.lines().map(str::trim).filter_map(|line| line.strip_suffix(',')).filter(|l| !l.starts_with('/')).collect();
    assert_eq!(there, DIALOGS.iter().map(|(dialog, _)| *dialog).collect(), "dialogs, and those that have a journey");
    let journeys: String = texts("tests/e2e/journeys", "mjs").into_iter().map(|(_, text)| text).collect();
    for (dialog, journey) in DIALOGS {
        let is_there = ["\"", "`"].iter().any(|quote| journeys.contains(&format!("{quote}{journey}")));
        assert!(is_there, "{dialog}: there is no journey {journey:?} in tests/e2e/journeys");
    }
}
