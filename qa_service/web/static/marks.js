/** Sentences and their marks: each mark is a button that names its source and opens it. */

import { make, makeButton } from "./dom.js";
import { shortName } from "./words.js";

/** @typedef {import("./api.js").Citation} Citation */
/** @typedef {(citation: Citation, opener: HTMLElement) => void} OpenCitation */
/**
 * @typedef {{citation: Citation, sentence: string}} Marked what a mark stands for: a quote, and the sentence it
 *   supports
 */

/** @type {WeakMap<Element, Marked>} */
const marked = new WeakMap();

/** @param {Element} mark */
export const markedBy = (mark) => marked.get(mark);

/**
 * A sentence that is followed by its marks.
 *
 * @param {string} text
 * @param {Citation[]} citations
 * @param {OpenCitation} open
 */
export function makeSentence(text, citations, open) {
  // The marks stay on the line of the last word.
  const lastWord = text.match(/\S{1,24}$/)?.[0] ?? "";
  const end = make("span", { class: "last-word" }, lastWord, ...makeMarks(text, citations, open));
  return make("p", { dir: "auto" }, text.slice(0, text.length - lastWord.length), end);
}

/** @param {string} sentence @param {Citation[]} citations @param {OpenCitation} open */
export function makeMarks(sentence, citations, open) {
  return citations.flatMap((citation) => [" ", makeMark(sentence, citation, open)]);
}

/** @param {string} sentence @param {Citation} citation @param {OpenCitation} open */
function makeMark(sentence, citation, open) {
  const { n, document } = citation;
  const name = `Source ${n}: ${shortName(document)}${document.retracted ? ", retracted" : ""}`;
  const press = (/** @type {Event} */ event) => open(citation, /** @type {HTMLElement} */ (event.currentTarget));
  const named = { class: "mark", "aria-label": name, "aria-expanded": "false", "aria-controls": "source" };
  const mark = makeButton(`[${n}]`, press, named);
  mark.classList.toggle("retracted", document.retracted);
  marked.set(mark, { citation, sentence });
  return mark;
}

/** The citations that have one of the numbers. @param {Citation[]} citations @param {number[]} numbers */
export function cited(citations, numbers) {
  return citations.filter((citation) => numbers.includes(citation.n));
}

/**
 * Whether a sentence stands in a quote as it is, but for its capital and its full stop.
 *
 * @param {string} sentence
 * @param {string} quote
 */
export function isWordForWord(sentence, quote) {
  return bare(quote).includes(bare(sentence));
}

/** @param {string} text */
const bare = (text) =>
  text
    .toLowerCase()
    .replace(/\s+/gu, " ")
    .replace(/^[\s•]+|[\s.]+$/gu, "");
