/** One conversation on the page: its question field and its turns. */

import { ask as askService, listGenerators, listSuggestions, newId, Problem } from "./api.js";
import { Turn } from "./answer.js";
import { make, part } from "./dom.js";
import { Drafts } from "./drafts.js";
import { Preview } from "./preview.js";
import { dropUnanswered, keepUnanswered } from "./unanswered.js";
import { greet } from "./welcome.js";
import { counted, reasonInWords } from "./words.js";

/** @typedef {import("./api.js").Answer} Answer */
/** @typedef {import("./api.js").ChatEvent} ChatEvent */
/** @typedef {import("./source.js").SourcePanel} SourcePanel */
/** @typedef {import("./unanswered.js").Unanswered} Unanswered */
/**
 * @typedef {object} Hooks what the page does with an answer beside showing it
 * @property {(conversationId: string, question: string) => void} begun a first question was asked
 * @property {(answer: Answer) => void} answered an answer is complete and stored, also one whose conversation was left
 * @property {(answer: Answer) => HTMLElement | null} under what stands below an answer, such as its feedback
 */
/**
 * @typedef {object} Asking a question that is being answered
 * @property {AbortController} stopping
 * @property {string} conversationId
 * @property {Turn} turn
 */

// The name under which the service offers the generator of its settings once more.
const DEFAULT_GENERATOR = "qa-service";

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
    /** @type {string | null} the id of the answer that a next question follows */
    this.followed = null;
    /** @type {Asking | null} the question that is being answered here */
    this.asking = null;
    /** @type {Set<Asking>} those whose conversation was left before their answer came */
    this.left = new Set();
    /** @type {Turn | null} */
    this.last = null;
    panel.home = this.field;
    this.preview = new Preview(this.turns);
    this.drafts = new Drafts(this.field, part(element, "#aside"));
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
    this.stopButton.addEventListener("click", () => this.stop());
    const measure = () => document.documentElement.style.setProperty("--composer", `${composer.offsetHeight}px`);
    new ResizeObserver(measure).observe(composer);
  }

  /** Gives up the question that is being answered here. */
  stop() {
    this.asking?.stopping.abort();
  }

  /** Begins a conversation with nothing in it. An answer that is on its way still comes, and is kept. */
  clear() {
    if (this.asking) this.left.add(this.asking);
    this.setAsking(null);
    this.forget();
    this.last = null;
    this.turns.replaceChildren();
    this.announcements.replaceChildren();
    this.preview.close();
    this.panel.close();
    this.welcome.hidden = false;
    this.focusField();
  }

  /** A next question begins a conversation, whatever stands here. */
  forget() {
    this.conversationId = null;
    this.followed = null;
  }

  /**
   * Shows a conversation that was kept, and its question that is still being answered, or to which no answer came;
   * without an id, turns of none.
   *
   * @param {{id: string | null, turns: Answer[], unanswered?: Unanswered | null}} conversation
   */
  show({ id, turns, unanswered = null }) {
    this.clear();
    this.conversationId = id;
    for (const answer of turns) this.addTurn(answer.question).showAnswer(answer);
    this.followed = turns.at(-1)?.id ?? null;
    const asking = [...this.left].find(({ conversationId }) => conversationId === id);
    if (asking) this.takeUp(asking);
    else if (unanswered) this.addTurn(unanswered.question, unanswered.generator).leave();
    else if (this.last) this.offerFurther(this.last);
    this.last?.element.scrollIntoView({ block: "start" });
  }

  submit() {
    const question = this.field.value;
    if (!question.trim()) return;
    if (this.asking) return this.drafts.hold();
    this.drafts.next();
    this.ask(question);
  }

  /**
   * @param {string} question
   * @param {{failed?: Turn, generator?: string | null}} [options] the turn that it replaces, and who writes
   */
  async ask(question, { failed, generator = null } = {}) {
    if (this.asking || !question.trim()) return;
    failed?.element.remove();
    const turn = this.addTurn(question, generator);
    const asked = {
      question,
      conversationId: this.conversationId ?? this.begin(question),
      follows: this.followed,
      generator,
    };
    const asking = { stopping: new AbortController(), conversationId: asked.conversationId, turn };
    keepUnanswered(asked);
    turn.element.scrollIntoView({ block: "start" });
    this.setAsking(asking);
    try {
      for await (const event of askService(asked, asking.stopping.signal)) this.take(event, asking);
    } catch (error) {
      this.end(asking, error, asked);
    } finally {
      if (this.asking === asking) this.setAsking(null);
    }
  }

  /**
   * Begins a conversation with a question; what stands above it, and is of another one, it follows.
   *
   * @param {string} question
   */
  begin(question) {
    const id = newId();
    this.conversationId = id;
    this.hooks.begun(id, question);
    return id;
  }

  /**
   * No answer comes: it was stopped, it failed, or the conversation that it goes on with was deleted.
   *
   * @param {Asking} asking
   * @param {unknown} error
   * @param {Unanswered} asked
   */
  end(asking, error, asked) {
    const isHere = this.asking === asking;
    if (asking.stopping.signal.aborted) {
      asking.turn.stop();
      if (isHere) this.announce("Stopped.");
      return;
    }
    const problem = asProblem(error);
    const isGone = problem.status === 404 && asked.follows !== null;
    const told = isGone ? new Problem({ code: "gone", detail: "This conversation was deleted elsewhere." }) : problem;
    asking.turn.fail(told);
    if (isHere) this.announce(told.message);
    if (isGone && isHere) this.beginAnew(asked);
  }

  /** A question is kept whose conversation is gone: it is the first of a new one. @param {Unanswered} asked */
  beginAnew(asked) {
    dropUnanswered(asked.conversationId);
    this.forget();
    keepUnanswered({ ...asked, conversationId: this.begin(asked.question), follows: null });
  }

  /** @param {ChatEvent} event @param {Asking} asking */
  take(event, asking) {
    const { turn, conversationId } = asking;
    const isHere = this.asking === asking;
    turn.show(event);
    if (isHere) {
      this.announce(spoken(event));
      const isSeen = turn.element.checkVisibility(); // or another view stands in its place
      if (isSeen && (turn.cited.citations.length || event.name === "answer")) this.panel.offer(turn.cited);
    }
    if (event.name !== "answer") return;
    this.left.delete(asking);
    dropUnanswered(conversationId);
    if (isHere && conversationId === this.conversationId) this.followed = event.data.id; // or it was deleted meanwhile
    if (isHere) this.offerFurther(turn);
    this.hooks.answered(event.data);
  }

  /** Goes on with a question whose conversation was left. @param {Asking} asking */
  takeUp(asking) {
    this.left.delete(asking);
    this.turns.append(asking.turn.element);
    this.last = asking.turn;
    if (asking.turn.status.isConnected) this.setAsking(asking);
  }

  /** @param {string} question @param {string | null} [generator] */
  addTurn(question, generator = null) {
    const turn = new Turn(question, {
      openCitation: (citation, opener) => this.panel.openCitation(citation, opener, turn.cited),
      openEvidence: (evidence, opener) => this.panel.openEvidence(evidence, opener, turn.cited),
      openCited: (cited, opener) => this.panel.openCited(cited, opener),
      ask: (asked, writer) => this.ask(asked, { generator: writer }),
      edit: (refused) => this.drafts.edit(refused),
      retry: () => this.ask(question, { failed: turn, generator }),
      announce: (text) => this.announce(text),
      under: this.hooks.under,
    });
    this.welcome.hidden = true;
    this.announcements.replaceChildren();
    this.last?.closeNext();
    this.last = turn;
    this.turns.append(turn.element);
    return turn;
  }

  /**
   * Offers what can be asked after the last answer, and who else can write it. What cannot be offered is left out.
   *
   * @param {Turn} turn
   */
  async offerFurther(turn) {
    if (!turn.answer) return;
    const none = () => null;
    const next = listSuggestions(turn.answer.id).catch(none);
    const generators = await listGenerators().catch(none);
    const suggestions = (await next)?.suggestions ?? [];
    if (this.last !== turn) return;
    turn.offerWriters((generators?.data ?? []).map(({ id }) => id).filter((id) => id !== DEFAULT_GENERATOR));
    turn.offerNext(suggestions);
  }

  /** @param {Asking | null} asking */
  setAsking(asking) {
    const focused = document.activeElement;
    this.asking = asking;
    this.drafts.tell();
    this.stopButton.hidden = !asking;
    this.askButton.hidden = !!asking;
    if (focused === document.body || focused === this.stopButton || focused === this.askButton) this.focusField();
  }

  /** Without a keyboard at hand, focus would bring one up over the answer. */
  focusField() {
    if (matchMedia("(pointer: fine)").matches) this.field.focus({ preventScroll: true });
  }

  /** @param {string} text */
  announce(text) {
    this.announcements.append(make("p", { dir: "auto" }, text));
  }

  /** Says how many works there are, and offers questions to begin with. @param {HTMLElement} count */
  greet(count) {
    return greet(count, this.welcome, (question) => this.ask(question));
  }
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
