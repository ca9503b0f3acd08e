/** Draws one turn: a question, and its answer while it arrives. */

import { make, makeButton } from "./dom.js";
import { counted, kindInWords, reasonInWords, shortName, WHOSE_WORDS_SHORT } from "./words.js";

/** @typedef {import("./api.js").Answer} Answer */
/** @typedef {import("./api.js").ChatEvent} ChatEvent */
/** @typedef {import("./api.js").Citation} Citation */
/** @typedef {import("./api.js").Evidence} Evidence */
/** @typedef {import("./api.js").Problem} Problem */
/**
 * @typedef {object} Actions what the buttons of a turn do
 * @property {(citation: Citation, opener: HTMLElement) => void} openCitation
 * @property {(evidence: Evidence, opener: HTMLElement) => void} openEvidence
 * @property {(question: string) => void} ask
 * @property {(question: string) => void} edit
 * @property {() => void} retry
 * @property {(answer: Answer) => HTMLElement | null} under what the page has to add below an answer
 */

export class Turn {
  /** @param {string} question @param {Actions} actions */
  constructor(question, actions) {
    this.question = question;
    this.actions = actions;
    this.before = make("div");
    this.sentences = make("div", { class: "sentences" });
    this.after = make("div");
    this.status = make("p", { class: "status" }, "Searching the literature…");
    const asked = make("h2", { class: "question", dir: "auto" }, question);
    this.element = make("article", { class: "turn" }, asked, this.before, this.sentences, this.after, this.status);
  }

  /** @param {ChatEvent} event */
  show(event) {
    if (event.name === "passages") this.showProgress(event.data.passages);
    if (event.name === "sentence") this.sentences.append(this.sentence(event.data.text, event.data.citations));
    if (event.name === "answer") this.complete(event.data);
  }

  /** Shows an answer that was kept, sentence by sentence as it arrived. @param {Answer} answer */
  showAnswer(answer) {
    for (const { text, citations } of answer.sentences) {
      this.sentences.append(this.sentence(text, cited(answer.citations, citations)));
    }
    this.complete(answer);
  }

  /** @param {Problem} problem */
  fail(problem) {
    const refused = problem.status === 413 || problem.status === 422;
    const button = refused
      ? makeButton("Edit the question", () => this.actions.edit(this.question))
      : makeButton("Try again", this.actions.retry);
    const id = problem.requestId && make("p", { class: "small" }, `Request id: ${problem.requestId}`);
    const advice = make("p", {}, whatToDo(problem, refused));
    const told = make("p", { dir: "auto" }, make("strong", {}, problem.message));
    this.status.replaceWith(make("div", { class: "problem" }, told, advice, button, id || null));
  }

  stop() {
    const text = this.sentences.childElementCount
      ? "Stopped. The sentences above were checked; more may have followed."
      : "Stopped before the first sentence.";
    this.status.replaceWith(make("div", { class: "stopped" }, text, makeButton("Ask again", this.actions.retry)));
  }

  /** @param {import("./api.js").Passage[]} passages */
  showProgress(passages) {
    const works = new Set(passages.map((passage) => passage.document_id)).size;
    this.status.textContent = `Checking ${counted(passages.length, "passage")} from ${counted(works, "work")}…`;
  }

  /** @param {string} text @param {Citation[]} citations */
  sentence(text, citations) {
    // The marks stay on the line of the last word.
    const lastWord = text.match(/\S{1,24}$/)?.[0] ?? "";
    const end = make("span", { class: "end" }, lastWord, ...this.marks(citations));
    return make("p", { dir: "auto" }, text.slice(0, text.length - lastWord.length), end);
  }

  /** @param {Citation[]} citations */
  marks(citations) {
    return citations.flatMap((citation) => [" ", this.mark(citation)]);
  }

  /** @param {Citation} citation */
  mark(citation) {
    const retracted = citation.document.retracted ? ", retracted" : "";
    const name = `Source ${citation.n}: ${shortName(citation.document)}${retracted}`;
    const open = (/** @type {Event} */ event) =>
      this.actions.openCitation(citation, /** @type {HTMLElement} */ (event.currentTarget));
    const mark = makeButton(`[${citation.n}]`, open, { class: "mark", "aria-label": name, "aria-expanded": "false" });
    mark.classList.toggle("retracted", citation.document.retracted);
    return mark;
  }

  /** @param {Answer} answer */
  complete(answer) {
    this.status.remove();
    this.before.append(...this.notesBefore(answer));
    if (answer.disagreement) this.after.append(this.disagreement(answer));
    if (answer.abstention) this.after.append(this.abstention(answer.text.replace(answer.safety ?? "", "").trim(), answer.abstention));
    if (answer.status === "partial") this.after.append(withheldNote(answer.withheld));
    if (answer.citations.length) this.after.append(this.sources(answer.citations));
    this.after.append(this.actions.under(answer) ?? "");
  }

  /** @param {Answer} answer */
  notesBefore({ question, standalone_question: searched, safety, premise, citations }) {
    const notes = [];
    if (plain(searched) !== plain(question)) {
      notes.push(make("p", { class: "searched", dir: "auto" }, "searched as: ", make("q", {}, searched)));
    }
    if (safety) notes.push(make("p", { class: "safety", role: "note" }, safety));
    if (premise) {
      const corrected = this.sentence(premise.correction, cited(citations, premise.citations));
      const claim = make("p", {}, "The question assumes: ", make("q", {}, premise.claim));
      notes.push(make("section", { class: "premise" }, make("h3", {}, "The sources say otherwise"), claim, corrected));
    }
    return notes;
  }

  /** @param {Answer} answer */
  disagreement({ disagreement, citations }) {
    const values = (disagreement ?? []).map(({ value, citations: numbers }) => {
      const sources = cited(citations, numbers);
      const works = sources.map((source) => `${shortName(source.document)}, ${kindInWords(source.document.type)}`);
      return make("li", {}, make("strong", {}, value), ` ${works.join("; ")}`, ...this.marks(sources));
    });
    return make("section", { class: "disagreement" }, make("h3", {}, "The sources disagree"), make("ul", {}, ...values));
  }

  /** @param {string} text @param {import("./api.js").Abstention} abstention */
  abstention(text, { reason, nearest, suggestions }) {
    /** @type {HTMLElement[]} */
    const parts = [make("h3", {}, reasonInWords(reason)), make("p", {}, text)];
    if (nearest.length) {
      parts.push(make("h4", {}, "Nearest in the literature"), listOf("nearest", nearest.map((item) => this.near(item))));
    }
    if (suggestions.length) {
      const buttons = suggestions.map((question) => makeButton(question, () => this.actions.ask(question)));
      parts.push(make("h4", {}, "You could ask instead"), listOf("suggestions", buttons));
    }
    return make("section", { class: "abstention" }, ...parts);
  }

  /** @param {Evidence} evidence */
  near(evidence) {
    const open = (/** @type {Event} */ event) =>
      this.actions.openEvidence(evidence, /** @type {HTMLElement} */ (event.currentTarget));
    const button = makeButton("", open, { "aria-expanded": "false" });
    button.append(make("q", { dir: "auto" }, evidence.quote), make("cite", {}, evidence.title));
    return button;
  }

  /** The works behind an answer, each with its marks. @param {Citation[]} citations */
  sources(citations) {
    const works = new Map();
    for (const citation of citations) {
      works.set(citation.document_id, [...(works.get(citation.document_id) ?? []), citation]);
    }
    const lines = [...works.values()].map((/** @type {Citation[]} */ alike) => {
      const work = alike[0].document;
      const numbers = make("span", { class: "numbers" }, alike.map(({ n }) => `[${n}]`).join(" "));
      const quoted = new Set(alike.map((citation) => WHOSE_WORDS_SHORT[citation.text_kind]));
      const kind = make("i", {}, [kindInWords(work.type), ...quoted].join(", "));
      const text = make("span", {}, make("b", {}, shortName(work)), ` ${work.title}. `, kind);
      if (work.retracted) text.append(make("strong", { class: "retracted" }, " Retracted"));
      return make("span", { class: "source" }, numbers, text);
    });
    return make("section", { class: "sources" }, make("h3", {}, "Sources"), listOf("", lines));
  }
}

/** @param {string} name @param {Node[]} items */
function listOf(name, items) {
  return make("ul", { class: name }, ...items.map((item) => make("li", {}, item)));
}

/** @param {Citation[]} citations @param {number[]} numbers */
function cited(citations, numbers) {
  return citations.filter((citation) => numbers.includes(citation.n));
}

/** A question without the characters that the service folds away before it searches. @param {string} question */
function plain(question) {
  return question.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
}

/** @param {number} withheld */
function withheldNote(withheld) {
  const [were, them] = withheld === 1 ? ["was", "it"] : ["were", "them"];
  const text = `${counted(withheld, "sentence")} ${were} withheld, because the sources do not support ${them}.`;
  return make("p", { class: "small" }, text);
}

/** @param {Problem} problem @param {boolean} refused */
function whatToDo(problem, refused) {
  if (refused) return "Change the question and ask again.";
  if (problem.code === "connection_lost") return "Check your connection, and that the service runs. Then try again.";
  if (problem.code === "stream_cut_off") return "Each sentence above was checked before it was sent. Try again for the rest.";
  return "Something went wrong in the service. Try again in a moment.";
}
