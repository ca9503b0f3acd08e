/** A quote, highlighted in the whole section that it stands in. */

import { make } from "./dom.js";
import { sliceOf } from "./offsets.js";
import { makeWhose } from "./record.js";

/** @typedef {import("./api.js").Section} Section */
/** @typedef {import("./api.js").SourceDocument} SourceDocument */
/**
 * @typedef {{start: number, end: number, quote: string, sha256: string | null}} Quote where a quote stands; the hash
 *   is null where none was sent
 */

/**
 * The section that holds a quote, if the text is still the one that was quoted.
 *
 * @param {SourceDocument} work
 * @param {Quote} quote
 */
export function sectionOf(work, { start, end, quote, sha256 }) {
  const isSame = (sha256 === null || sha256 === work.sha256) && sliceOf(work.text, start, end) === quote;
  return isSame ? work.sections.find((section) => section.start <= start && end <= section.end) : undefined;
}

/** @param {SourceDocument} work @param {Quote} quote */
export function makeQuoted(work, quote) {
  const section = sectionOf(work, quote);
  if (!section) {
    const note = "The stored source has changed since this was quoted, so its place is not shown. Ask again.";
    return [
      make("p", { class: "problem" }, note),
      make("blockquote", { class: "source-text", dir: "auto" }, quote.quote),
    ];
  }
  return [
    makeWhose(section.text_kind),
    section.title ? make("h3", { dir: "auto" }, section.title) : null,
    make(
      "div",
      { class: "source-text", dir: "auto" },
      sliceOf(work.text, section.start, quote.start),
      make("mark", {}, quote.quote),
      sliceOf(work.text, quote.end, section.end),
    ),
  ];
}

/** Scrolls what holds a highlighted quote, and not past the place where a long one begins. @param {HTMLElement} scroller */
export function bringQuoteIntoView(scroller) {
  const mark = scroller.querySelector("mark");
  if (!mark) return;
  const { top, height } = mark.getBoundingClientRect();
  const below = top - scroller.getBoundingClientRect().top;
  const room = scroller.clientHeight;
  if (below + height > room) scroller.scrollTop += below - Math.max((room - height) / 3, Math.min(room / 4, 64));
}
