//! The twin of a picture as a table, for those who do not see it.

use rebalance_view::chart;
use yew::prelude::*;

/// The markup of a table that only screen readers meet.
pub fn twin(table: &chart::Table) -> Html {
    html! {
        <div class="sr"><table>
            <caption>{ &table.caption }</caption>
            <thead><tr>{ for table.columns.iter().map(|name| html! { <th scope="col">{ name }</th> }) }</tr></thead>
            <tbody>{ for table.rows.iter().map(|row| html! { <tr>{ for row.iter().map(|cell| html! { <td>{ cell }</td> }) }</tr> }) }</tbody>
        </table></div>
    }
}
