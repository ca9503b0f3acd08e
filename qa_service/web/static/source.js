/** The panel beside the chat: a work, and the quoted sentence highlighted in the whole section it stands in. */

import { Problem, readDocument, readPassage } from "./api.js";
import { make, makeButton } from "./dom.js";
import { lengthOf, placeOf, sliceOf } from "./offsets.js";
import { kindInWords, shortName, WHOSE_WORDS, WHOSE_WORDS_SHORT } from "./words.js";

/** @typedef {import("./api.js").Citation} Citation */
/** @typedef {import("./api.js").Evidence} Evidence */
/** @typedef {import("./api.js").Section} Section */
/** @typedef {import("./api.js").SourceDocument} SourceDocument */
/** @typedef {{start: number, end: number, quote: string, sha256: string | null}} Quote where a quote stands; the hash is null where none was sent */

const MOST_AUTHORS = 12;

export class SourcePanel {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    /** @type {HTMLElement | null} */
    this.opener = null;
    this.loading = new AbortController();
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  /** @param {Citation} citation @param {HTMLElement} opener */
  openCitation(citation, opener) {
    return this.open(opener, async (signal) => this.draw(await readDocument(citation.document_id, signal), citation));
  }

  /** @param {Evidence} evidence @param {HTMLElement} opener */
  openEvidence(evidence, opener) {
    return this.open(opener, async (signal) => {
      const ids = [readDocument(evidence.document_id, signal), readPassage(evidence.passage_id, signal)];
      const [work, passage] = /** @type {[SourceDocument, import("./api.js").Passage]} */ (await Promise.all(ids));
      const start = passage.start + placeOf(passage.text, evidence.quote);
      this.draw(work, { start, end: start + lengthOf(evidence.quote), quote: evidence.quote, sha256: null });
    });
  }

  close() {
    this.loading.abort();
    this.element.hidden = true;
    document.body.classList.remove("reading");
    this.opener?.setAttribute("aria-expanded", "false");
    this.opener?.focus();
    this.opener = null;
  }

  /** @param {HTMLElement} opener @param {(signal: AbortSignal) => Promise<void>} load */
  async open(opener, load) {
    this.loading.abort();
    const { signal } = (this.loading = new AbortController());
    this.opener?.setAttribute("aria-expanded", "false");
    this.opener = opener;
    opener.setAttribute("aria-expanded", "true");
    this.fill("", make("p", { class: "status" }, "Opening the source…"));
    this.element.hidden = false;
    document.body.classList.add("reading");
    opener.scrollIntoView({ block: "nearest" });
    try {
      await load(signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      this.fail(error, () => this.open(opener, load));
    }
  }

  /** @param {Problem} problem @param {() => void} retry */
  fail(problem, retry) {
    const told = make("p", { tabindex: "-1" }, `The source could not be opened: ${problem.message}`);
    this.fill("", make("div", { class: "problem" }, told, makeButton("Try again", retry)));
    told.focus();
  }

  /** @param {SourceDocument} work @param {Quote} quote */
  draw(work, quote) {
    const title = make("h2", { tabindex: "-1", dir: "auto" }, work.title);
    const section = work.sections.find(({ start, end }) => start <= quote.start && quote.end <= end);
    const retracted = work.retracted
      ? make("p", { class: "banner", role: "note" }, "This work was retracted. Do not rely on it.")
      : null;
    const words = section ? ` · ${WHOSE_WORDS_SHORT[section.text_kind]}` : "";
    this.fill(shortName(work) + words, retracted, title, ...record(work), ...text(work, section, quote));
    title.focus({ preventScroll: true });
    const mark = this.element.querySelector("mark");
    if (mark) this.bringIntoView(mark);
  }

  /** Scrolls the panel alone, and not past the place where a long quote begins. @param {HTMLElement} mark */
  bringIntoView(mark) {
    const below = mark.getBoundingClientRect().top - this.element.getBoundingClientRect().top;
    const room = this.element.clientHeight - mark.getBoundingClientRect().height;
    if (below + mark.offsetHeight > this.element.clientHeight) this.element.scrollTop += below - Math.max(room / 3, 64);
  }

  /** @param {string} name @param {...(Node | null)} content */
  fill(name, ...content) {
    const close = makeButton("Close", () => this.close(), { "aria-label": "Close the source" });
    const bar = make("div", { class: "bar" }, make("span", {}, name), close);
    this.element.replaceChildren(bar, ...content.filter((part) => part !== null));
    this.element.scrollTop = 0;
  }
}

/** Who wrote it, where it appeared, what kind of work it is, and where to read it. @param {SourceDocument} work */
function record(work) {
  const { authors } = work;
  const more = authors.length - MOST_AUTHORS;
  const named = authors.slice(0, MOST_AUTHORS).join(", ") + (more > 0 ? ` and ${more} more` : "");
  const issue = [work.volume, work.pages].filter(Boolean).join(": ");
  const appeared = [work.journal, work.year, issue].filter(Boolean).join(", ");
  const unverified = work.unverified.length ? `Not verified in this record: ${work.unverified.join(", ")}` : "";
  return [
    named ? make("p", { class: "authors" }, named) : null,
    make("p", { class: "appeared" }, [appeared, kindInWords(work.type)].filter(Boolean).join(" · ")),
    make("p", { class: "links" }, ...links(work)),
    unverified ? make("p", { class: "small" }, unverified) : null,
  ];
}

/** @param {SourceDocument} work */
function links({ doi, pmid, url }) {
  const found = [];
  if (doi) found.push(link(`DOI ${doi}`, `https://doi.org/${doi.split("/").map(encodeURIComponent).join("/")}`));
  if (pmid) found.push(link(`PubMed ${pmid}`, `https://pubmed.ncbi.nlm.nih.gov/${encodeURIComponent(pmid)}/`));
  if (!found.length && url && /^https?:\/\//i.test(url)) found.push(link(new URL(url).hostname, url));
  return found;
}

/** @param {string} text @param {string} href */
function link(text, href) {
  return make("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);
}

/** @param {SourceDocument} work @param {Section | undefined} section @param {Quote} quote */
function text(work, section, quote) {
  const changed = quote.sha256 !== null && quote.sha256 !== work.sha256;
  if (changed || !section || sliceOf(work.text, quote.start, quote.end) !== quote.quote) {
    const note = "The stored source has changed since this was quoted, so its place is not shown. Ask again.";
    return [make("p", { class: "problem" }, note), make("blockquote", { class: "text", dir: "auto" }, quote.quote)];
  }
  return [
    make("p", { class: `whose ${section.text_kind}` }, WHOSE_WORDS[section.text_kind]),
    section.title ? make("h3", {}, section.title) : null,
    make(
      "div",
      { class: "text", dir: "auto" },
      sliceOf(work.text, section.start, quote.start),
      make("mark", {}, quote.quote),
      sliceOf(work.text, quote.end, section.end),
    ),
  ];
}
