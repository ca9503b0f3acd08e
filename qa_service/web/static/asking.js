/**
 * The view with the conversation: an empty one, one that was kept, or one answer that somebody was given the link of.
 */

import { addressOf } from "./address.js";
import { Problem, readAnswer, readConversation, readTurn } from "./api.js";
import { hearOthers, tellOthers } from "./channel.js";
import { make, makeButton } from "./dom.js";
import { makeExports } from "./exports.js";
import { AnswerFoot } from "./feedback.js";
import { showStage } from "./router.js";
import { dropUnanswered, isAnsweredIn, unansweredIn } from "./unanswered.js";
import { momentInWords, oneLine } from "./words.js";

/** @typedef {import("./api.js").Answer} Answer */
/** @typedef {import("./api.js").Feedback} Feedback */
/** @typedef {import("./address.js").Address} Address */
/** @typedef {import("./router.js").Shown} Shown */
/**
 * @typedef {object} Parts of the page, which this view goes with
 * @property {import("./chat.js").Chat} chat
 * @property {import("./router.js").Router} router
 * @property {import("./source.js").SourcePanel} panel
 */

const LONGEST_TITLE = 80;
const EMPTY = "#/";

export class Asking {
  /**
   * @param {HTMLElement} bar what stands above the conversation
   * @param {HTMLAnchorElement} link that leads back to it
   * @param {Parts} parts
   */
  constructor(bar, link, { chat, router, panel }) {
    this.bar = bar;
    this.link = link;
    this.chat = chat;
    this.router = router;
    this.panel = panel;
    /** @type {string} the address of what is shown */
    this.shown = EMPTY;
    this.title = "";
    /** @type {string} the question that a conversation without a name of its own is called after */
    this.question = "";
    /** @type {Map<string, Feedback>} what was said before, by the answer's id */
    this.said = new Map();
    /** Whether the service keeps what is shown; it does from the first answer on. */
    this.isKept = false;
    hearOthers((change) => this.hear(change));
  }

  /** @returns {import("./router.js").View[]} */
  views() {
    const one =
      (/** @type {string} */ kind) =>
      (/** @type {Address} */ { path }) =>
        path[0] === kind && path.length === 2;
    return [
      { name: "ask", isAt: ({ path }) => path.length === 0, show: async () => this.showEmpty() },
      { name: "ask", what: "conversation", isAt: one("c"), show: this.at(this.openConversation) },
      { name: "ask", what: "answer", isAt: one("a"), show: this.at(this.openAnswer) },
    ];
  }

  /**
   * Shows what an address names, unless it is there already.
   *
   * @param {(id: string, signal: AbortSignal) => Promise<void>} open
   */
  at(open) {
    return async (/** @type {Address} */ { path: [kind, id] }, /** @type {AbortSignal} */ signal) => {
      const address = addressOf([kind, id]);
      const isNew = this.shown !== address;
      if (isNew) {
        await open.call(this, id, signal);
        this.settle(address);
      }
      showStage(false);
      return this.present(isNew);
    };
  }

  /** @returns {Shown} */
  showEmpty() {
    const isNew = this.shown !== EMPTY;
    showStage(false);
    if (isNew) {
      this.panel.close();
      this.chat.clear();
      this.title = "";
      this.said.clear();
      this.settle(EMPTY);
    }
    this.bar.replaceChildren();
    this.chat.focusField();
    return { title: "", heading: null, place: isNew ? "top" : "as left" };
  }

  /** @param {string} id @param {AbortSignal} signal @returns {Promise<void>} */
  async openConversation(id, signal) {
    const asked = unansweredIn(id);
    const { title, turns, feedback, isKept } = await readKept(id, signal);
    if (asked && !unansweredIn(id)) return this.openConversation(id, signal); // its answer came meanwhile
    const isAnswered = asked && isAnsweredIn(asked, turns);
    if (isAnswered) dropUnanswered(id);
    this.title = title;
    this.question = turns[0]?.question ?? title;
    this.isKept = isKept;
    this.drawBar(id);
    this.fill({ id, turns, feedback, unanswered: isAnswered ? null : asked });
  }

  /**
   * An answer as it was given. What is asked then begins a conversation of the reader's own, which follows it.
   *
   * @param {string} id
   * @param {AbortSignal} signal
   */
  async openAnswer(id, signal) {
    const [answer, turn] = await Promise.all([readAnswer(id, signal), readTurn(id, signal)]);
    this.title = oneLine(answer.question, LONGEST_TITLE);
    const given = momentInWords(new Date(turn.given));
    this.bar.replaceChildren(
      make("h2", { tabindex: "-1" }, "An answer that was given"),
      make(
        "p",
        {},
        make("time", { datetime: turn.given }, given),
        ". It is shown as it was given; its sources can be checked.",
      ),
      make("a", { href: addressOf(["c", turn.conversation_id]) }, "The whole conversation"),
      make("a", { href: EMPTY }, "New conversation"),
    );
    this.fill({ id: null, turns: [answer], feedback: turn.feedback ? [turn.feedback] : [] });
  }

  /**
   * What is above the conversation is drawn before, so that its last turn stays where it is put.
   *
   * @param {{id: string | null, turns: Answer[], feedback: Feedback[], unanswered?:
   *   import("./unanswered.js").Unanswered | null}} read
   */
  fill({ feedback, ...conversation }) {
    this.panel.close();
    this.said = new Map(feedback.map((said) => [said.answer_id, said]));
    showStage(false);
    this.chat.show(conversation);
  }

  /** What is opened stands at its last turn; what was there already, where it was left. @param {boolean} isNew @returns {Shown} */
  present(isNew) {
    const { title, chat } = this;
    if (!isNew) {
      chat.focusField();
      return { title, heading: null, place: "as left" };
    }
    const isOne = chat.turns.childElementCount < 2;
    return { title, heading: isOne ? this.bar.querySelector("h2") : (chat.last?.heading ?? null) };
  }

  /** @param {string} address */
  settle(address) {
    this.shown = address;
    this.link.setAttribute("href", address);
  }

  /**
   * A conversation begins: from its first question on it has an address, under which it is found again.
   *
   * @param {string} id
   * @param {string} question
   */
  begun(id, question) {
    this.title = oneLine(question, LONGEST_TITLE);
    this.question = question;
    this.isKept = false;
    this.settle(addressOf(["c", id]));
    this.drawBar(id);
    this.router.arrive(this.shown, this.title);
  }

  /** @param {Answer} answer is complete, and kept */
  answered({ conversation_id: id }) {
    tellOthers({ kind: "answered", id });
    if (id !== this.chat.conversationId || this.isKept) return;
    this.isKept = true;
    this.drawBar(id);
  }

  /** @param {Answer} answer */
  foot(answer) {
    return new AnswerFoot(answer, this.said.get(answer.id)).element;
  }

  /** A name that only repeats the first question, which stands below, is left out. @param {string} id */
  drawBar(id) {
    const isNamed = !oneLine(this.question, Infinity).startsWith(this.title.replace(/…$/, ""));
    const told = make("p", { role: "status" });
    const fail = (/** @type {unknown} */ problem) => {
      told.textContent = `Not exported: ${problem instanceof Problem ? problem.message : String(problem)}`;
    };
    this.bar.replaceChildren(
      make("h2", { tabindex: "-1", dir: "auto" }, isNamed ? this.title : "Conversation"),
      this.isKept ? makeExports(() => readConversation(id), fail) : "",
      make("a", { href: EMPTY }, "New conversation"),
      told,
    );
  }

  /** @param {import("./channel.js").Change} change what another window did */
  hear(change) {
    if (addressOf(["c", change.id]) !== this.shown) return;
    if (change.kind === "renamed") {
      this.retitle(change.id, change.title);
    } else if (change.kind === "deleted") {
      dropUnanswered(change.id);
      this.forget("This conversation was deleted in another window. What you ask now begins a new one.");
    } else {
      const again = makeButton("Show it", () => {
        this.shown = "";
        this.router.follow();
      });
      this.bar.replaceChildren(make("p", { role: "status" }, "This conversation went on in another window. "), again);
    }
  }

  /** The conversation is gone, but what was read of it stays in view. @param {string} note */
  forget(note) {
    this.chat.forget();
    this.bar.replaceChildren(make("p", { role: "status" }, note), make("a", { href: EMPTY }, "New conversation"));
  }

  /** A conversation was renamed here. @param {string} id @param {string} title */
  renamed(id, title) {
    if (addressOf(["c", id]) === this.shown) this.retitle(id, title);
    tellOthers({ kind: "renamed", id, title });
  }

  /** @param {string} id @param {string} title */
  retitle(id, title) {
    this.title = title;
    this.drawBar(id);
    if (!this.bar.hidden) this.router.name(title);
  }

  /** A conversation was deleted here. @param {string} id */
  deleted(id) {
    dropUnanswered(id);
    if (addressOf(["c", id]) === this.shown) {
      this.chat.stop(); // or its next answer would bring it back
      this.chat.clear();
      this.settle(EMPTY);
      this.title = "";
      this.bar.replaceChildren();
    }
    tellOthers({ kind: "deleted", id });
  }
}

/**
 * A conversation as the service keeps it. One whose first question has no answer yet is known to this window alone,
 * and stands below what it follows.
 *
 * @param {string} id
 * @param {AbortSignal} signal
 */
async function readKept(id, signal) {
  const asked = unansweredIn(id);
  try {
    return { ...(await readConversation(id, signal)), isKept: true };
  } catch (error) {
    if (!asked || !(error instanceof Problem) || error.status !== 404) throw error;
    const turns = asked.follows ? [await readAnswer(asked.follows, signal)] : [];
    return { title: oneLine(asked.question, LONGEST_TITLE), turns, feedback: [], isKept: false };
  }
}
