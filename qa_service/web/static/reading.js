/** A work to be read: its record and its sections. What is selected in it, or a section, can be asked about. */

import { addressOf } from "./address.js";
import { readDocument } from "./api.js";
import { make, makeButton } from "./dom.js";
import { sliceOf } from "./offsets.js";
import { makeBanner, makeRecord, makeWhose } from "./record.js";
import { showStage } from "./router.js";
import { inSentence, oneLine, shortName } from "./words.js";

/** @typedef {import("./api.js").Section} Section */
/** @typedef {import("./api.js").SourceDocument} SourceDocument */
/** @typedef {import("./address.js").Address} Address */

const LONGEST_SELECTION = 300;
const KEYS = "select-keys";
/** @type {Record<string, [string, string]>} how far a key goes on with what is selected */
const STEPS = {
  ArrowRight: ["right", "character"],
  ArrowLeft: ["left", "character"],
  ArrowDown: ["forward", "line"],
  ArrowUp: ["backward", "line"],
};

export class ReadingView {
  /**
   * @param {HTMLElement} stage
   * @param {() => string} list the address of the list
   * @param {(question: string) => void} ask
   */
  constructor(stage, list, ask) {
    this.stage = stage;
    this.list = list;
    this.ask = ask;
    /** @type {SourceDocument | null} */
    this.work = null;
    this.selected = "";
    this.askSelected = makeButton("Ask about the selected words", () =>
      this.askAbout(`“${oneLine(this.selected, LONGEST_SELECTION)}”`),
    );
    this.selection = make("div", { class: "ask-selection", role: "status", hidden: true }, this.askSelected);
    // A press would take the selection away before it is asked about.
    this.selection.addEventListener("pointerdown", (event) => event.preventDefault());
    document.addEventListener("selectionchange", () => this.see(document.getSelection()));
  }

  /** @returns {import("./router.js").View} */
  view() {
    const isAt = (/** @type {Address} */ { path: [name], path }) => name === "works" && path.length === 2;
    return { name: "works", what: "work", isAt, show: (address, signal) => this.show(address, signal) };
  }

  /** @param {Address} address @param {AbortSignal} signal @returns {Promise<import("./router.js").Shown>} */
  async show({ path: [, id], query }, signal) {
    const work = this.work?.id === id ? this.work : await readDocument(id, signal);
    this.work = work;
    const heading = make("h2", { tabindex: "-1", dir: "auto" }, work.title);
    const sections = work.sections.map((section, n) => this.section(work, section, n));
    const record = make("div", { class: "imprint" }, ...makeRecord(work).filter((part) => part !== null));
    const whose = work.sections.length ? makeWhose(work.sections[0].text_kind) : null;
    const back = make("a", { class: "back-to-list", href: this.list() }, "All works");
    const byKeyboard = make("span", { class: "by-keyboard" }, "With the keyboard: Shift and the arrow keys, then Enter.");
    const keys = make("p", { id: KEYS, class: "small-print select-keys" }, "Select words to ask about them. ", byKeyboard);
    const parts = [back, heading, makeBanner(work), record, whose, contents(work), keys, ...sections, this.selection];
    this.stage.replaceChildren(...parts.filter((part) => part !== null));
    showStage(true);
    this.see(null);
    // The address may name a section, from 1 on.
    const named = /** @type {HTMLElement | undefined} */ (
      this.stage.querySelectorAll("section h3")[Number(query.get("section")) - 1]
    );
    return { title: shortName(work), heading: named ?? heading, place: named ? "heading" : "top" };
  }

  /** @param {SourceDocument} work @param {Section} section @param {number} n */
  section(work, { title, start, end, text_kind: kind }, n) {
    const heading = make("h3", { tabindex: "-1", dir: "auto" }, title || "Text");
    const isOther = n > 0 && work.sections[n - 1].text_kind !== kind;
    const topic = title ? inSentence(title) : "this";
    const ask = makeButton("Ask about this section", () => this.askAbout(topic), {
      class: "ask-about",
      "aria-label": `Ask about this section: ${title}`,
    });
    return make(
      "section",
      {},
      heading,
      isOther ? makeWhose(kind) : null,
      this.text(title, sliceOf(work.text, start, end)),
      kind === "record" ? null : ask,
    );
  }

  /** The text of a section, in which words are selected with a pointer or the keyboard. @param {string} title @param {string} text */
  text(title, text) {
    const element = make(
      "div",
      { class: "source-text", dir: "auto", tabindex: "0", role: "group", "aria-label": title || "Text", "aria-describedby": KEYS },
      text,
    );
    element.addEventListener("keydown", (event) => this.select(event, element));
    return element;
  }

  /** Browsers let the keyboard select where it can write; here it selects as it does there. @param {KeyboardEvent} event @param {HTMLElement} text */
  select(event, text) {
    const selection = document.getSelection();
    const [direction, step] = STEPS[event.key] ?? [];
    this.see(selection); // its event comes later
    if (event.shiftKey && direction && selection) {
      if (!text.contains(selection.anchorNode)) selection.collapse(text.firstChild, 0);
      selection.modify("extend", direction, event.ctrlKey || event.altKey ? "word" : step);
    } else if (event.key === "Enter" && this.selected) this.askSelected.click();
    else return;
    event.preventDefault();
  }

  /** @param {string} topic */
  askAbout(topic) {
    if (this.work) this.ask(`What does ${shortName(this.work)} say about ${topic}?`);
  }

  /** Offers to ask about what is selected in the text. @param {Selection | null} selection */
  see(selection) {
    const place = selection?.anchorNode?.parentElement;
    const isInText = place?.closest(".source-text") && this.stage.contains(place);
    const words = isInText ? oneLine(selection?.toString() ?? "", Infinity) : "";
    // The button keeps what it asks about while it has the focus.
    if (!words && document.activeElement === this.askSelected) return;
    this.selected = words;
    this.selection.hidden = !words;
  }
}

/** Links to the sections, where there are so many that they are not seen at once. @param {SourceDocument} work */
function contents({ id, sections }) {
  if (sections.length < 3) return null;
  const links = sections.map(({ title }, n) => {
    const href = addressOf(["works", id], new URLSearchParams({ section: String(n + 1) }));
    return make("li", {}, make("a", { href, dir: "auto" }, title || "Text"));
  });
  return make("nav", { class: "section-links", "aria-label": "Sections" }, make("ul", {}, ...links));
}
