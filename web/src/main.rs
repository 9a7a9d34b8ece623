//! Starts the page. Everything else is in the library beside it.

fn main() {
    rebalance_web::start();
}
