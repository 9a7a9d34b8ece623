//! A drawing as a picture: SVG, put on a canvas.

use js_sys::encode_uri_component;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};
use yew::Callback;

use super::{dom, promise};

/// Pixels of the picture for each of the drawing: sharp where a slide is wider than a page.
const SCALE: u32 = 2;

/// Makes a PNG of `svg` and calls `done` with it; with none where the browser does not draw it.
pub fn png(svg: &str, done: Callback<Option<Blob>>) {
    let Ok(image) = HtmlImageElement::new() else { return done.emit(None) };
    let code: String = encode_uri_component(svg).into();
    image.set_src(&["data:image/svg+xml;charset=utf-8,", &code].concat());
    let drawn = image.clone();
    promise::settled(
        image.decode(),
        Callback::from(move |decoded: Option<JsValue>| {
            if decoded.and_then(|_| draw(&drawn, done.clone())).is_none() {
                done.emit(None);
            }
        }),
    );
}

/// Draws it, and calls `done` later; none if that can't be.
fn draw(image: &HtmlImageElement, done: Callback<Option<Blob>>) -> Option<()> {
    let canvas: HtmlCanvasElement = dom::document().create_element("canvas").ok()?.unchecked_into();
    let (width, height) = (image.natural_width() * SCALE, image.natural_height() * SCALE);
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.unchecked_into();
    let (width, height) = (f64::from(width), f64::from(height));
    context.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width, height).ok()?;
    let made = Closure::once_into_js(move |blob: Option<Blob>| done.emit(blob));
    canvas.to_blob(made.unchecked_ref()).ok()
}
