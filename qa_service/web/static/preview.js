/**
 * The source behind a mark, while the mark is hovered or has the focus: its record, and the quote highlighted in its
 * whole section. It lies over the page, which does not move; the pointer may go into it, and Escape closes it.
 */

import { Problem, readDocument } from "./api.js";
import { make } from "./dom.js";
import { isWordForWord, markedBy } from "./marks.js";
import { bringQuoteIntoView, makeQuoted } from "./quoted.js";
import { makeBanner, makeRecord } from "./record.js";

/** @typedef {import("./api.js").Citation} Citation */
/** @typedef {import("./api.js").SourceDocument} SourceDocument */
/** @typedef {import("./marks.js").Marked} Marked */

// Long enough to cross the gap between a mark and its preview, and not to open one that is only passed over.
const LEAVE_MILLISECONDS = 300;
const REST_MILLISECONDS = 150;
const MARGIN = 8;
const GAP = 2;
// So many pixels below a mark are enough, even if there are more above it.
const ENOUGH = 360;
const MOST_AUTHORS = 3;
// So many works are kept in memory.
const MOST_WORKS = 30;
// What a citation does not say of its work.
const NO_MORE = { id: "", volume: null, pages: null, unverified: [] };
// Of the preview, a screen reader reads this alone; pressing the mark opens the rest.
const BRIEF = "preview-brief";

export class Preview {
  /** @param {HTMLElement} turns what holds the marks; the preview stands beside it */
  constructor(turns) {
    this.element = make("div", { id: "preview", class: "preview", role: "group", hidden: true });
    turns.after(this.element);
    /** @type {Element | null} */
    this.mark = null;
    /** @type {Map<string, SourceDocument>} the works that were read, by their id */
    this.works = new Map();
    this.timer = 0;
    turns.addEventListener("pointerover", (event) => this.rest(event));
    turns.addEventListener("pointerout", (event) => markUnder(event) && this.leave());
    turns.addEventListener("focusin", (event) => this.focus(event));
    turns.addEventListener("click", () => this.close());
    for (const part of [turns, this.element]) part.addEventListener("focusout", (event) => this.blur(event));
    this.element.addEventListener("pointerenter", () => clearTimeout(this.timer));
    this.element.addEventListener("pointerleave", () => this.leave());
    document.addEventListener("keydown", (event) => this.dismiss(event), { capture: true });
    addEventListener("scroll", () => this.place(), { passive: true });
    addEventListener("resize", () => this.place());
  }

  /** @param {PointerEvent} event */
  rest(event) {
    const mark = markUnder(event);
    if (!mark || event.pointerType !== "mouse") return;
    clearTimeout(this.timer);
    if (mark === this.mark) return;
    this.timer = window.setTimeout(() => this.open(mark), REST_MILLISECONDS);
    const behind = markedBy(mark);
    if (behind) this.read(behind.citation);
  }

  /** Who comes back from the panel has seen the source. @param {FocusEvent} event */
  focus(event) {
    const mark = markUnder(event);
    const isBack = event.relatedTarget instanceof Element && event.relatedTarget.closest("#source");
    if (mark?.matches(":focus-visible") && !isBack) this.open(mark);
  }

  /** The focus may go from a mark into its preview, which scrolls and has links. @param {FocusEvent} event */
  blur({ relatedTarget: next }) {
    if (!(next instanceof Node && this.element.contains(next))) this.close();
  }

  /** The pointer goes elsewhere; where the keyboard is, the preview stays. */
  leave() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      const focused = document.activeElement;
      const isHeld = this.element.contains(focused) || (focused === this.mark && focused?.matches(":focus-visible"));
      if (!isHeld) this.close();
    }, LEAVE_MILLISECONDS);
  }

  /** Escape closes the preview and nothing else. @param {KeyboardEvent} event */
  dismiss(event) {
    const { mark } = this;
    if (event.key !== "Escape" || !mark) return;
    event.stopPropagation();
    if (this.element.contains(document.activeElement) && mark instanceof HTMLElement) mark.focus();
    this.close();
  }

  /** @param {Element} mark */
  async open(mark) {
    const behind = markedBy(mark);
    if (!behind || !mark.isConnected) return;
    this.close();
    this.mark = mark;
    mark.setAttribute("aria-describedby", BRIEF);
    this.element.setAttribute("aria-label", mark.getAttribute("aria-label") ?? "");
    const known = this.known(behind.citation);
    this.draw(behind, known);
    if (known) return;
    const work = await this.read(behind.citation);
    if (work && this.mark === mark) this.draw(behind, work);
  }

  /** The work that is cited, if it was read and is still the one that was quoted. @param {Citation} citation */
  known({ document_id: id, sha256 }) {
    const work = this.works.get(id);
    return work?.sha256 === sha256 ? work : undefined;
  }

  /** The work that is cited; undefined where it cannot be read. @param {Citation} citation */
  async read(citation) {
    const known = this.known(citation);
    if (known) return known;
    try {
      const work = await readDocument(citation.document_id);
      if (this.works.size >= MOST_WORKS) this.works.clear();
      this.works.set(work.id, work);
      return work;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return undefined;
    }
  }

  close() {
    clearTimeout(this.timer);
    this.mark?.removeAttribute("aria-describedby");
    this.mark = null;
    this.element.hidden = true;
  }

  /** @param {Marked} marked @param {SourceDocument | undefined} work its record and the quote are known without it */
  draw({ citation, sentence }, work) {
    const { document: record, quote } = citation;
    const said = isWordForWord(sentence, quote) ? "Word for word" : "Checked against this quote";
    const parts = [
      makeBanner(record),
      make("p", { class: "preview-title", dir: "auto" }, record.title),
      ...makeRecord({ ...NO_MORE, ...record }, MOST_AUTHORS),
    ];
    const quoted = work ? makeQuoted(work, citation) : [make("q", { class: "source-text", dir: "auto" }, quote)];
    // It scrolls, and so must be reached with the keyboard.
    const text = make("div", { class: "preview-text", tabindex: "0" }, ...quoted.filter((part) => part !== null));
    this.element.replaceChildren(
      make("div", {}, ...parts.filter((part) => part !== null)),
      text,
      make("p", { id: BRIEF, class: "verdict" }, said),
    );
    this.element.hidden = false;
    this.place();
    bringQuoteIntoView(text);
  }

  /** Where there is more room, below the mark or above it, and never beside the window. It goes with its mark. */
  place() {
    if (!this.mark) return;
    const { left, top, bottom } = this.mark.getBoundingClientRect();
    const [width, height] = [document.documentElement.clientWidth, innerHeight];
    if (bottom < 0 || top > height) return this.close();
    const isBelow = height - bottom >= Math.min(top, ENOUGH);
    const { style } = this.element;
    style.maxHeight = `${(isBelow ? height - bottom : top) - 2 * MARGIN}px`;
    style.left = `${Math.min(Math.max(MARGIN, left - this.element.offsetWidth / 3), width - this.element.offsetWidth - MARGIN)}px`;
    style.top = isBelow ? `${bottom + GAP}px` : "auto";
    style.bottom = isBelow ? "auto" : `${height - top + GAP}px`;
  }
}

/** @param {Event} event */
function markUnder(event) {
  return event.target instanceof Element ? event.target.closest(".mark") : null;
}
