/** The panel beside the chat: what an answer cites, or one quote highlighted in the whole section it stands in. */

import { Problem, readDocument, readPassage } from "./api.js";
import { make, makeButton } from "./dom.js";
import { lengthOf, placeOf } from "./offsets.js";
import { makeOverview } from "./overview.js";
import { bringQuoteIntoView, makeQuoted, sectionOf } from "./quoted.js";
import { makeBanner, makeRecord } from "./record.js";
import { shortName, WHOSE_WORDS_SHORT } from "./words.js";

/** @typedef {import("./api.js").Citation} Citation */
/** @typedef {import("./api.js").Evidence} Evidence */
/** @typedef {import("./api.js").Passage} Passage */
/** @typedef {import("./api.js").SourceDocument} SourceDocument */
/** @typedef {import("./overview.js").Cited} Cited */
/** @typedef {import("./quoted.js").Quote} Quote */

// From this width on there is room for the panel beside the answer.
const WIDE = matchMedia("(min-width: 75rem)");

export class SourcePanel {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    /** @type {HTMLElement | null} */
    this.opener = null;
    /** @type {HTMLElement | null} where the focus goes when the panel closes that nobody opened */
    this.home = null;
    /** @type {Cited | null} the answer that a source belongs to */
    this.cited = null;
    this.shows = "nothing";
    this.isDismissed = false;
    this.loading = new AbortController();
    // It scrolls, and so must be reached with the keyboard.
    this.content = make("div", { class: "panel-content", tabindex: "0" });
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.dismiss();
    });
  }

  /** @param {Citation} citation @param {HTMLElement | null} opener @param {Cited} [cited] */
  openCitation(citation, opener, cited) {
    const load = async (/** @type {AbortSignal} */ signal) =>
      this.draw(await readDocument(citation.document_id, signal), citation);
    return this.open(opener, load, cited);
  }

  /** @param {Evidence} evidence @param {HTMLElement} opener @param {Cited} [cited] */
  openEvidence(evidence, opener, cited) {
    const load = async (/** @type {AbortSignal} */ signal) => {
      const ids = [readDocument(evidence.document_id, signal), readPassage(evidence.passage_id, signal)];
      const [work, passage] = /** @type {[SourceDocument, Passage]} */ (await Promise.all(ids));
      const start = passage.start + placeOf(passage.text, evidence.quote);
      this.draw(work, { start, end: start + lengthOf(evidence.quote), quote: evidence.quote, sha256: null });
    };
    return this.open(opener, load, cited);
  }

  /** @param {Passage} passage @param {HTMLElement | null} opener @param {Cited} [cited] */
  openPassage({ document_id: id, start, end, text: quote }, opener, cited) {
    const load = async (/** @type {AbortSignal} */ signal) =>
      this.draw(await readDocument(id, signal), { start, end, quote, sha256: null });
    return this.open(opener, load, cited);
  }

  /** Shows every quote of an answer. @param {Cited} cited @param {HTMLElement} opener */
  openCited(cited, opener) {
    this.setOpener(opener);
    this.drawCited(cited).focus({ preventScroll: true });
    opener.scrollIntoView({ block: "nearest" });
  }

  /**
   * Shows what an answer cites where there is room, unless the panel was closed, or something in it is being read.
   * Beside an answer that cites nothing, what another one cites does not stay.
   *
   * @param {Cited} cited
   */
  offer(cited) {
    const isRead = this.shows === "source" || this.element.contains(document.activeElement);
    if (this.isDismissed || !WIDE.matches || isRead) return;
    if (cited.citations.length) this.drawCited(cited);
    else this.close();
  }

  /** What the reader closes stays closed until it is opened again; the focus goes back to where it came from. */
  dismiss() {
    const { opener } = this;
    this.isDismissed = true;
    this.close();
    (opener?.isConnected ? opener : this.home)?.focus();
  }

  close() {
    this.loading.abort();
    this.shows = "nothing";
    this.cited = null;
    this.element.hidden = true;
    document.body.classList.remove("reading");
    this.setOpener(null);
  }

  /** @param {HTMLElement | null} opener */
  setOpener(opener) {
    this.opener?.setAttribute("aria-expanded", "false");
    this.opener = opener;
    opener?.setAttribute("aria-expanded", "true");
  }

  /**
   * @param {HTMLElement | null} opener
   * @param {(signal: AbortSignal) => Promise<void>} load
   * @param {Cited | null} [cited]
   */
  async open(opener, load, cited = null) {
    this.loading.abort();
    const { signal } = (this.loading = new AbortController());
    this.setOpener(opener);
    this.cited = cited;
    this.shows = "source";
    this.fill("", make("p", { class: "status" }, "Opening the source…"));
    opener?.scrollIntoView({ block: "nearest" });
    try {
      await load(signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      this.fail(error, () => this.open(opener, load, cited));
    }
  }

  /** @param {Problem} problem @param {() => void} retry */
  fail(problem, retry) {
    const told = make("p", { tabindex: "-1" }, `The source could not be opened: ${problem.message}`);
    this.fill("", make("div", { class: "problem" }, told, makeButton("Try again", retry)));
    told.focus();
  }

  /** @param {Cited} cited */
  drawCited(cited) {
    const title = make("h2", { tabindex: "-1" }, cited.citations.length ? "Cited works" : "What was retrieved");
    this.loading.abort();
    this.cited = null;
    this.shows = "overview";
    const parts = makeOverview(cited, {
      citation: (citation) => this.openCitation(citation, this.opener, cited),
      passage: (passage) => this.openPassage(passage, this.opener, cited),
    });
    this.fill("Sources", title, ...parts);
    return title;
  }

  /** @param {SourceDocument} work @param {Quote} quote */
  draw(work, quote) {
    const title = make("h2", { tabindex: "-1", dir: "auto" }, work.title);
    const section = sectionOf(work, quote);
    const words = section ? `\u00a0· ${WHOSE_WORDS_SHORT[section.text_kind].replace(" ", "\u00a0")}` : "";
    this.fill(shortName(work) + words, makeBanner(work), title, ...makeRecord(work), ...makeQuoted(work, quote));
    title.focus({ preventScroll: true });
    bringQuoteIntoView(this.content);
  }

  /** @param {string} name @param {...(Node | null)} content */
  fill(name, ...content) {
    const { cited } = this;
    const back = cited && (() => this.drawCited(cited).focus({ preventScroll: true }));
    const all = back && makeButton("‹ All quotes", back, { class: "plain-button" });
    const close = makeButton("Close", () => this.dismiss(), { "aria-label": "Close the source" });
    const bar = make("div", { class: "panel-bar" }, all, make("span", { dir: "auto" }, name), close);
    this.content.replaceChildren(...content.filter((part) => part !== null));
    this.element.replaceChildren(bar, this.content);
    this.element.hidden = false;
    this.content.scrollTop = 0;
    document.body.classList.add("reading");
  }
}
