/** One conversation on the page: its question field, its turns, and the examples that it begins with. */

import { ask as askService, listDocuments, Problem } from "./api.js";
import { Turn } from "./answer.js";
import { make, makeButton } from "./dom.js";
import { makeExamples } from "./examples.js";
import { counted, reasonInWords } from "./words.js";

/** @typedef {import("./api.js").Answer} Answer */
/** @typedef {import("./api.js").ChatEvent} ChatEvent */
/** @typedef {import("./source.js").SourcePanel} SourcePanel */
/**
 * @typedef {object} Hooks what the page does with an answer beside showing it
 * @property {(answer: Answer) => void} answered an answer is complete and stored
 * @property {(answer: Answer) => HTMLElement | null} under what stands below an answer, such as its feedback
 */

const WORKS_FOR_EXAMPLES = 100;

export class Chat {
  /** @param {HTMLElement} element @param {SourcePanel} panel @param {Hooks} hooks */
  constructor(element, panel, hooks) {
    this.panel = panel;
    this.hooks = hooks;
    this.field = /** @type {HTMLTextAreaElement} */ (part(element, "#question"));
    this.turns = part(element, "#turns");
    this.welcome = part(element, "#welcome");
    this.announcements = part(element, "#announcements");
    this.stopButton = part(element, "#stop");
    this.askButton = part(element, "#ask");
    /** @type {string | null} */
    this.conversationId = null;
    /** @type {AbortController | null} the question that is being answered */
    this.asking = null;
    this.listen(part(element, "#composer"));
  }

  /** @param {HTMLElement} composer */
  listen(composer) {
    this.field.addEventListener("keydown", (event) => {
      // Enter that ends the composition of a character, as in Japanese, is not a question.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    });
    composer.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.stopButton.addEventListener("click", () => this.asking?.abort());
  }

  /** Begins a conversation with nothing in it. */
  clear() {
    this.asking?.abort();
    this.conversationId = null;
    this.turns.replaceChildren();
    this.announcements.replaceChildren();
    this.welcome.hidden = false;
    this.focusField();
  }

  /** Shows a conversation that was kept. @param {{id: string, turns: {answer: Answer}[]}} conversation */
  show({ id, turns }) {
    this.clear();
    this.conversationId = id;
    for (const { answer } of turns) this.addTurn(answer.question).showAnswer(answer);
  }

  submit() {
    const question = this.field.value;
    if (this.asking || !question.trim()) return;
    this.field.value = "";
    this.ask(question);
  }

  /** @param {string} question @param {Turn | null} [failed] the turn that this one takes the place of */
  async ask(question, failed = null) {
    if (this.asking || !question.trim()) return;
    const asking = (this.asking = new AbortController());
    const turn = this.addTurn(question, failed);
    this.showAsking(true);
    try {
      for await (const event of askService(question, this.conversationId, asking.signal)) {
        turn.show(event);
        this.announce(spoken(event));
        if (event.name === "answer") this.keep(event.data);
      }
    } catch (error) {
      if (asking.signal.aborted) turn.stop();
      else turn.fail(asProblem(error));
      this.announce(asking.signal.aborted ? "Stopped." : asProblem(error).message);
    } finally {
      if (this.asking === asking) this.asking = null;
      this.showAsking(false);
    }
  }

  /** @param {Answer} answer */
  keep(answer) {
    this.conversationId = answer.conversation_id;
    this.hooks.answered(answer);
  }

  /** @param {string} question @param {Turn | null} [failed] */
  addTurn(question, failed = null) {
    const turn = new Turn(question, {
      openCitation: (citation, opener) => this.panel.openCitation(citation, opener),
      openEvidence: (evidence, opener) => this.panel.openEvidence(evidence, opener),
      ask: (suggested) => this.ask(suggested),
      edit: (refused) => this.edit(refused),
      retry: () => this.ask(question, turn),
      under: this.hooks.under,
    });
    this.welcome.hidden = true;
    this.announcements.replaceChildren();
    failed?.element.remove();
    this.turns.append(turn.element);
    turn.element.scrollIntoView({ block: "start" });
    return turn;
  }

  /** Puts a question into the field. @param {string} question */
  edit(question) {
    this.field.value = question;
    this.field.focus();
  }

  /** @param {boolean} now */
  showAsking(now) {
    const focused = document.activeElement;
    this.stopButton.hidden = !now;
    this.askButton.hidden = now;
    if (focused === document.body || focused === this.stopButton || focused === this.askButton) this.focusField();
  }

  /** Without a keyboard at hand, focus would bring one up over the answer. */
  focusField() {
    if (matchMedia("(pointer: fine)").matches) this.field.focus({ preventScroll: true });
  }

  /** @param {string} text */
  announce(text) {
    this.announcements.append(make("p", {}, text));
  }

  /** Says how many works there are, and offers questions to begin with. @param {HTMLElement} count */
  async greet(count) {
    try {
      const { total, documents } = await listDocuments(WORKS_FOR_EXAMPLES);
      count.textContent = `${counted(total, "work")}. `;
      const examples = await makeExamples(documents);
      const buttons = examples.map(({ question, title }) => {
        const button = makeButton("", () => this.ask(question));
        button.append(make("b", {}, question), make("span", {}, title));
        return make("li", {}, button);
      });
      if (buttons.length) this.welcome.replaceChildren(make("h2", {}, "For example"), make("ul", {}, ...buttons));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const told = make("p", {}, `The works could not be listed: ${error.message}`);
      const again = makeButton("Try again", () => this.greet(count));
      this.welcome.replaceChildren(make("div", { class: "problem" }, told, again));
    }
  }
}

/** @param {HTMLElement} element @param {string} selector @returns {HTMLElement} */
function part(element, selector) {
  return /** @type {HTMLElement} */ (element.querySelector(selector));
}

/** @param {unknown} error */
function asProblem(error) {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem({ code: "page_error", detail: "The answer could not be shown." });
}

/** What a screen reader says when an event arrives. @param {ChatEvent} event */
function spoken(event) {
  if (event.name === "passages") return "Searching the literature.";
  if (event.name === "sentence") return event.data.text;
  const { abstention, text, citations } = event.data;
  if (abstention) return `${reasonInWords(abstention.reason)}. ${text}`;
  return `The answer is complete. It cites ${counted(citations.length, "sentence")}.`;
}
