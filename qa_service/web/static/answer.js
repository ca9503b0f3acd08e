/** Draws one turn: a question, and its answer while it arrives. */

import { makeDisagreement } from "./disagreement.js";
import { make, makeButton } from "./dom.js";
import { makeCopyMenu, makeVerdict, makeWriterMenu } from "./foot.js";
import { makeAbstention, makeNotes, makeSuggestions, makeWithheldNote } from "./forms.js";
import { cited, makeSentence } from "./marks.js";
import { makeSources } from "./references.js";
import { counted } from "./words.js";

/** @typedef {import("./api.js").Answer} Answer */
/** @typedef {import("./api.js").ChatEvent} ChatEvent */
/** @typedef {import("./api.js").Citation} Citation */
/** @typedef {import("./api.js").Evidence} Evidence */
/** @typedef {import("./api.js").Passage} Passage */
/** @typedef {import("./api.js").Problem} Problem */
/** @typedef {import("./overview.js").Cited} Cited */
/**
 * @typedef {object} Actions what the buttons of a turn do
 * @property {(citation: Citation, opener: HTMLElement) => void} openCitation
 * @property {(evidence: Evidence, opener: HTMLElement) => void} openEvidence
 * @property {(cited: Cited, opener: HTMLElement) => void} openCited
 * @property {(question: string, generator?: string) => void} ask
 * @property {(question: string) => void} edit
 * @property {() => void} retry
 * @property {(text: string) => void} announce
 * @property {(answer: Answer) => HTMLElement | null} under what the page has to add below an answer
 */

// A question of more characters has to be scrolled on a phone, and so must be reached with the keyboard.
const SCROLLS = 200;

export class Turn {
  /** @param {string} question @param {Actions} actions */
  constructor(question, actions) {
    this.question = question;
    this.actions = actions;
    /** @type {Cited} what the answer cites so far, and what was retrieved for it */
    this.cited = { question, citations: [], passages: [] };
    /** @type {Answer | null} */
    this.answer = null;
    this.before = make("div");
    this.sentences = make("div", { class: "sentences" });
    this.after = make("div");
    this.tools = make("div", { class: "tools" });
    this.status = make("p", { class: "status" }, "Searching the literature…");
    const tabindex = question.length > SCROLLS ? "0" : "-1";
    this.heading = make("h2", { class: "question", dir: "auto", tabindex }, question);
    this.element = make("article", { class: "turn" }, this.heading, this.before, this.sentences, this.after, this.status);
  }

  /** @param {ChatEvent} event */
  show(event) {
    if (event.name === "passages") this.showProgress(event.data.passages);
    if (event.name === "sentence") this.add(event.data.text, event.data.citations);
    if (event.name === "answer") this.complete(event.data);
  }

  /** Shows an answer that was kept, sentence by sentence as it arrived. @param {Answer} answer */
  showAnswer(answer) {
    for (const { text, citations } of answer.sentences) this.add(text, cited(answer.citations, citations));
    this.complete(answer);
  }

  /** @param {Problem} problem */
  fail(problem) {
    const refused = problem.status === 413 || problem.status === 422;
    const button = refused
      ? makeButton("Edit the question", () => this.actions.edit(this.question))
      : makeButton(problem.code === "gone" ? "Ask again" : "Try again", this.actions.retry);
    const id = problem.requestId && make("p", { class: "small-print" }, `Request id: ${problem.requestId}`);
    const advice = make("p", {}, whatToDo(problem, refused));
    const told = make("p", { dir: "auto" }, make("strong", {}, problem.message));
    this.status.replaceWith(make("div", { class: "problem" }, told, advice, button, id || null));
  }

  stop() {
    const text = this.sentences.childElementCount
      ? "Each sentence above was checked against its source. There may be more to say."
      : "No sentence had been checked yet.";
    this.offerAgain("You stopped this answer.", text);
  }

  /** The page was left while the question was being answered, and nobody knows of an answer. */
  leave() {
    this.offerAgain("This question has no answer yet.", "It was stopped, or the page was left before the answer came.");
  }

  /** @param {string} what @param {string} text */
  offerAgain(what, text) {
    const told = make("p", {}, make("strong", {}, what), " ", text);
    const again = makeButton("Ask again", this.actions.retry);
    const edit = makeButton("Edit the question", () => this.actions.edit(this.question));
    this.status.replaceWith(make("div", { class: "stopped" }, told, again, edit));
  }

  /** @param {Passage[]} passages */
  showProgress(passages) {
    this.cited = { ...this.cited, passages };
    const works = new Set(passages.map((passage) => passage.document_id)).size;
    this.status.textContent = `Checking ${counted(passages.length, "passage")} from ${counted(works, "work")}…`;
  }

  /** @param {string} text @param {Citation[]} citations */
  add(text, citations) {
    const known = new Set(this.cited.citations.map(({ n }) => n));
    const added = citations.filter(({ n }) => !known.has(n));
    this.cited = { ...this.cited, citations: [...this.cited.citations, ...added] };
    this.sentences.append(makeSentence(text, citations, this.actions.openCitation));
  }

  /** @param {Answer} answer */
  complete(answer) {
    const { openCitation, openEvidence, ask } = this.actions;
    const { abstention, citations, safety } = answer;
    this.answer = answer;
    this.cited = { ...this.cited, citations };
    this.status.remove();
    this.before.append(...makeNotes(answer, openCitation));
    if (answer.disagreement) this.after.append(makeDisagreement(answer, openCitation));
    if (abstention) {
      const text = answer.text.replace(safety ?? "", "").trim();
      this.after.append(makeAbstention(text, abstention, openEvidence, (question) => ask(question)));
    }
    if (answer.status === "partial") this.after.append(makeWithheldNote(answer.withheld));
    if (answer.sentences.length) this.after.append(makeVerdict(answer));
    if (citations.length) this.after.append(makeSources(citations, this.panelButton("All quotes")));
    else if (this.cited.passages.length) this.tools.append(this.panelButton("What was retrieved"));
    this.tools.prepend(makeCopyMenu(answer, this.actions.announce));
    this.after.append(this.tools, this.actions.under(answer) ?? "");
  }

  /** @param {string} name */
  panelButton(name) {
    const open = (/** @type {Event} */ event) =>
      this.actions.openCited(this.cited, /** @type {HTMLElement} */ (event.currentTarget));
    return makeButton(name, open, { class: "plain-button", "aria-expanded": "false", "aria-controls": "source" });
  }

  /**
   * Offers the answer by another writer; whether there is one does not depend on who writes.
   *
   * @param {string[]} generators
   */
  offerWriters(generators) {
    if (!this.answer || this.answer.abstention) return;
    const { standalone_question: question } = this.answer;
    const menu = makeWriterMenu(this.answer, generators, (name) => this.actions.ask(question, name));
    if (menu) this.tools.append(menu);
  }

  /** Offers what can be asked next. @param {string[]} questions */
  offerNext(questions) {
    if (!questions.length) return;
    const offered = makeSuggestions(questions, (question) => this.actions.ask(question));
    this.after.append(make("section", { class: "ask-next" }, make("h3", {}, "You could ask next"), offered));
  }

  /** Takes back what can be asked next. */
  closeNext() {
    this.after.querySelector(".ask-next")?.remove();
  }
}

/** @param {Problem} problem @param {boolean} refused */
function whatToDo(problem, refused) {
  if (refused) return "Change the question and ask again.";
  if (problem.code === "gone") return "Your question is kept. Asked again, it begins a new conversation.";
  if (problem.code === "connection_lost") return "Check your connection, and that the service runs. Then try again.";
  if (problem.code === "stream_cut_off")
    return "Each sentence above was checked before it was sent. Try again for the rest.";
  return "Something went wrong in the service. Try again in a moment.";
}
