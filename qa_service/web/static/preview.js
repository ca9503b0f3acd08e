/** A small preview of the quote behind a mark, while the mark is hovered or has the focus. */

import { make } from "./dom.js";
import { isWordForWord, markedBy } from "./marks.js";
import { kindInWords, shortName, WHOSE_WORDS_SHORT } from "./words.js";

/** @typedef {import("./marks.js").Marked} Marked */

// Long enough to cross the gap between a mark and its preview, and not to open one that is only passed over.
const LEAVE_MILLISECONDS = 300;
const REST_MILLISECONDS = 150;
const MARGIN = 8;

export class Preview {
  /** @param {HTMLElement} turns what holds the marks; the preview stands beside it */
  constructor(turns) {
    this.element = make("div", { id: "preview", class: "preview", role: "tooltip", hidden: true });
    turns.after(this.element);
    /** @type {Element | null} */
    this.mark = null;
    this.timer = 0;
    turns.addEventListener("pointerover", (event) => this.rest(event));
    turns.addEventListener("pointerout", () => this.leave());
    turns.addEventListener("focusin", (event) => this.focus(event));
    turns.addEventListener("focusout", () => this.close());
    turns.addEventListener("click", () => this.close());
    this.element.addEventListener("pointerenter", () => clearTimeout(this.timer));
    this.element.addEventListener("pointerleave", () => this.leave());
    document.addEventListener("keydown", (event) => this.dismiss(event), { capture: true });
  }

  /** @param {PointerEvent} event */
  rest(event) {
    const mark = markUnder(event);
    if (!mark || event.pointerType !== "mouse") return;
    clearTimeout(this.timer);
    if (mark !== this.mark) this.timer = window.setTimeout(() => this.open(mark), REST_MILLISECONDS);
  }

  /** @param {FocusEvent} event */
  focus(event) {
    const mark = markUnder(event);
    if (mark?.matches(":focus-visible")) this.open(mark);
  }

  leave() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.close(), LEAVE_MILLISECONDS);
  }

  /** Escape closes the preview and nothing else. @param {KeyboardEvent} event */
  dismiss(event) {
    if (event.key !== "Escape" || !this.mark) return;
    event.stopPropagation();
    this.close();
  }

  /** @param {Element} mark */
  open(mark) {
    const behind = markedBy(mark);
    if (!behind || !mark.isConnected) return;
    this.close();
    this.mark = mark;
    mark.setAttribute("aria-describedby", this.element.id);
    this.element.replaceChildren(...contentOf(behind));
    this.element.hidden = false;
    this.place(mark.getBoundingClientRect());
  }

  close() {
    clearTimeout(this.timer);
    this.mark?.removeAttribute("aria-describedby");
    this.mark = null;
    this.element.hidden = true;
  }

  /** Below the mark where there is room, above it otherwise, and never beside the window. @param {DOMRect} mark */
  place(mark) {
    const own = this.element.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const left = Math.min(Math.max(MARGIN, mark.left - own.width / 3), width - own.width - MARGIN);
    const isRoomBelow = mark.bottom + own.height + MARGIN < window.innerHeight;
    const top = isRoomBelow || mark.top < own.height ? mark.bottom + 2 : mark.top - own.height - 2;
    this.element.style.left = `${left + window.scrollX}px`;
    this.element.style.top = `${top + window.scrollY}px`;
  }
}

/** @param {Event} event */
function markUnder(event) {
  return event.target instanceof Element ? event.target.closest(".mark") : null;
}

/** @param {Marked} marked */
function contentOf({ citation, sentence }) {
  const { document: work, quote, text_kind: kind } = citation;
  const verdict = isWordForWord(sentence, quote) ? "Word for word" : "Checked against this quote";
  const record = [shortName(work), kindInWords(work.type), WHOSE_WORDS_SHORT[kind]].join(" · ");
  return [
    work.retracted ? make("strong", { class: "retracted" }, "This work was retracted.") : "",
    make("q", { dir: "auto" }, quote),
    make("cite", { dir: "auto" }, record),
    make("span", { class: "verdict" }, verdict),
  ];
}
