/** What an answer may be beside its sentences: notes before them, and what stands in their place. */

import { make, makeButton } from "./dom.js";
import { cited, makeSentence } from "./marks.js";
import { counted, reasonInWords } from "./words.js";

/** @typedef {import("./api.js").Abstention} Abstention */
/** @typedef {import("./api.js").Answer} Answer */
/** @typedef {import("./api.js").Evidence} Evidence */
/** @typedef {import("./marks.js").OpenCitation} OpenCitation */

/**
 * What was searched where it is not what was asked, the note on one's own treatment, and a wrong premise.
 *
 * @param {Answer} answer
 * @param {OpenCitation} open
 */
export function makeNotes({ question, standalone_question: searched, safety, premise, ...answer }, open) {
  const notes = [];
  if (plain(searched) !== plain(question)) {
    notes.push(make("p", { class: "searched", dir: "auto" }, "Searched as: ", make("q", {}, searched)));
  }
  if (safety) notes.push(make("p", { class: "safety", role: "note", dir: "auto" }, safety));
  if (premise) {
    const claim = make("p", { dir: "auto" }, "The question assumes: ", make("q", {}, premise.claim));
    const note = make("section", { class: "premise" }, make("h3", {}, "The sources say otherwise"), claim);
    // What puts it right leads the answer; it is not said twice.
    const isSaid = answer.sentences.some(({ text }) => text === premise.correction);
    if (!isSaid) note.append(makeSentence(premise.correction, cited(answer.citations, premise.citations), open));
    notes.push(note);
  }
  return notes;
}

/**
 * Why there is no answer, what stands nearest, and what can be asked.
 *
 * @param {string} text
 * @param {Abstention} abstention
 * @param {(evidence: Evidence, opener: HTMLElement) => void} open
 * @param {(question: string) => void} ask
 */
export function makeAbstention(text, { reason, nearest, suggestions }, open, ask) {
  /** @type {HTMLElement[]} */
  const parts = [make("h3", {}, reasonInWords(reason)), make("p", { dir: "auto" }, text)];
  if (nearest.length) {
    const near = nearest.map((evidence) => makeNear(evidence, open));
    parts.push(make("h4", {}, "Nearest in the literature"), listOf("nearest", near));
  }
  if (suggestions.length) parts.push(make("h4", {}, "You could ask instead"), makeSuggestions(suggestions, ask));
  return make("section", { class: "abstention" }, ...parts);
}

/** Questions to press. @param {string[]} questions @param {(question: string) => void} ask */
export function makeSuggestions(questions, ask) {
  return listOf(
    "suggestions",
    questions.map((question) => makeButton(question, () => ask(question), { dir: "auto" })),
  );
}

/** @param {number} withheld */
export function makeWithheldNote(withheld) {
  const [were, them] = withheld === 1 ? ["was", "it"] : ["were", "them"];
  const text = `${counted(withheld, "sentence")} ${were} withheld, because the sources do not support ${them}.`;
  return make("p", { class: "small-print" }, text);
}

/** @param {Evidence} evidence @param {(evidence: Evidence, opener: HTMLElement) => void} open */
function makeNear(evidence, open) {
  const press = (/** @type {Event} */ event) => open(evidence, /** @type {HTMLElement} */ (event.currentTarget));
  const button = makeButton("", press, { "aria-expanded": "false", "aria-controls": "source" });
  button.append(make("q", { dir: "auto" }, evidence.quote), make("cite", { dir: "auto" }, evidence.title));
  return button;
}

/** @param {string} name @param {Node[]} items */
function listOf(name, items) {
  return make("ul", { class: name }, ...items.map((item) => make("li", {}, item)));
}

/** A question without the characters that the service folds away before it searches. @param {string} question */
function plain(question) {
  return question.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
}
