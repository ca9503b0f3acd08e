/** The view with the conversation: an empty one, one that was kept, or one answer that somebody was given the link of. */

import { addressOf } from "./address.js";
import { Problem, readAnswer, readConversation, readTurn } from "./api.js";
import { hearOthers, tellOthers } from "./channel.js";
import { make, makeButton } from "./dom.js";
import { makeExports } from "./exports.js";
import { AnswerFoot } from "./feedback.js";
import { showStage } from "./router.js";
import { momentInWords, oneLine } from "./words.js";

/** @typedef {import("./api.js").Answer} Answer */
/** @typedef {import("./api.js").Feedback} Feedback */
/** @typedef {import("./address.js").Address} Address */
/** @typedef {import("./router.js").Shown} Shown */

const LONGEST_TITLE = 80;
const EMPTY = "#/";

export class Asking {
  /** @param {HTMLElement} bar what stands above the conversation @param {HTMLAnchorElement} link that leads back to it */
  constructor(bar, link) {
    this.bar = bar;
    this.link = link;
    /** @type {string} the address of what is shown */
    this.shown = EMPTY;
    this.title = "";
    /** @type {string} the question that a conversation without a name of its own is called after */
    this.question = "";
    /** @type {Map<string, Feedback>} what was said before, by the answer's id */
    this.said = new Map();
    this.cameUnseen = false;
    hearOthers((change) => this.hear(change));
  }

  /** @param {import("./chat.js").Chat} chat @param {import("./router.js").Router} router @param {import("./source.js").SourcePanel} panel */
  join(chat, router, panel) {
    this.chat = chat;
    this.router = router;
    this.panel = panel;
  }

  /** @returns {import("./router.js").View[]} */
  views() {
    const one = (/** @type {string} */ kind) => (/** @type {Address} */ { path }) => path[0] === kind && path.length === 2;
    return [
      { name: "ask", isAt: ({ path }) => path.length === 0, show: async () => this.showEmpty() },
      { name: "ask", what: "conversation", isAt: one("c"), show: this.at(this.openConversation) },
      { name: "ask", what: "answer", isAt: one("a"), show: this.at(this.openAnswer) },
    ];
  }

  /** Shows what an address names, unless it is there already. @param {(id: string, signal: AbortSignal) => Promise<void>} open */
  at(open) {
    return async (/** @type {Address} */ { path: [kind, id] }, /** @type {AbortSignal} */ signal) => {
      const address = addressOf([kind, id]);
      const isNew = this.shown !== address;
      if (isNew) {
        await open.call(this, id, signal);
        this.settle(address);
      }
      this.cameUnseen = false;
      showStage(false);
      return this.present(isNew);
    };
  }

  /** @returns {Shown} */
  showEmpty() {
    if (this.cameUnseen) return this.showCome();
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

  /** The way back to where a question was asked leads to its answer, which came while another view was read. @returns {Shown} */
  showCome() {
    this.cameUnseen = false;
    this.router.rename(this.shown);
    showStage(false);
    return this.present(false);
  }

  /** @param {string} id @param {AbortSignal} signal */
  async openConversation(id, signal) {
    const { title, turns, feedback } = await readConversation(id, signal);
    this.fill(id, turns, feedback);
    this.title = title;
    this.question = turns[0]?.question ?? "";
    this.drawBar(id);
  }

  /** An answer as it was given. What is asked then begins a conversation of the reader's own. @param {string} id @param {AbortSignal} signal */
  async openAnswer(id, signal) {
    const [answer, turn] = await Promise.all([readAnswer(id, signal), readTurn(id, signal)]);
    this.fill(null, [answer], turn.feedback ? [turn.feedback] : []);
    this.title = oneLine(answer.question, LONGEST_TITLE);
    const given = momentInWords(new Date(turn.given));
    this.bar.replaceChildren(
      make("h2", { tabindex: "-1" }, "An answer that was given"),
      make("p", {}, make("time", { datetime: turn.given }, given), ". It is shown as it was given; its sources can be checked."),
      make("a", { href: addressOf(["c", turn.conversation_id]) }, "The whole conversation"),
      make("a", { href: EMPTY }, "New conversation"),
    );
  }

  /** @param {string | null} id @param {Answer[]} answers @param {Feedback[]} feedback */
  fill(id, answers, feedback) {
    this.panel.close();
    this.said = new Map(feedback.map((said) => [said.answer_id, said]));
    showStage(false);
    this.chat.show({ id, turns: answers.map((answer) => ({ answer })) });
  }

  /** @param {boolean} isNew @returns {Shown} */
  present(isNew) {
    const heading = /** @type {HTMLElement | null} */ (this.bar.querySelector("h2"));
    if (!isNew) this.chat.focusField();
    return { title: this.title, heading: isNew ? heading : null, place: isNew ? "top" : "as left" };
  }

  /** @param {string} address */
  settle(address) {
    this.shown = address;
    this.link.setAttribute("href", address);
  }

  /** An answer is complete: its conversation has an address from now on, if it is still the one in view. @param {Answer} answer */
  answered(answer) {
    const address = addressOf(["c", answer.conversation_id]);
    tellOthers({ kind: "answered", id: answer.conversation_id });
    if (address === this.shown || answer.conversation_id !== this.chat.conversationId) return;
    const isInView = !this.bar.hidden;
    if (this.shown.startsWith("#/a/")) {
      // What stands above is of another conversation, so this one is read anew.
      this.link.setAttribute("href", address);
      if (isInView) location.hash = address;
      return;
    }
    this.title = oneLine(answer.question, LONGEST_TITLE);
    this.question = answer.question;
    this.settle(address);
    this.drawBar(answer.conversation_id);
    this.cameUnseen = !isInView;
    if (isInView) this.router.arrive(address, this.title);
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
      makeExports(() => readConversation(id), fail),
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
    this.chat.conversationId = null;
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
