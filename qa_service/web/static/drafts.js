/** What is being written in the question field, when the page puts a question there: it waits, and comes back. */

import { makeButton } from "./dom.js";
import { remember, remembered } from "./memory.js";

const KEY = "draft";

export class Drafts {
  /** @param {HTMLTextAreaElement} field @param {HTMLElement} note says that something waits, and gives it back */
  constructor(field, note) {
    this.field = field;
    this.note = note;
    /** What the page put into the field; unchanged, nobody wrote it. */
    this.prepared = "";
    this.waiting = "";
    field.value = remembered(KEY, "");
    field.addEventListener("input", () => remember(KEY, field.value));
  }

  /** Puts a question into the field, to be changed or sent. @param {string} question */
  edit(question) {
    const { value } = this.field;
    if (!this.waiting && value.trim() && value !== this.prepared) this.wait(value);
    this.prepared = question;
    this.put(question);
    this.field.focus();
  }

  /** The question of the field was sent, or is given up for what waits. */
  next() {
    const { waiting } = this;
    this.wait("");
    this.put(waiting);
  }

  /** @param {string} draft */
  wait(draft) {
    this.waiting = draft;
    const back = makeButton("Bring it back", () => this.bringBack(), { class: "plain-button" });
    this.note.replaceChildren(...(draft ? ["What you were writing comes back after this question. ", back] : []));
  }

  bringBack() {
    this.next();
    this.field.focus();
  }

  /** @param {string} text */
  put(text) {
    this.field.value = text;
    remember(KEY, text);
  }
}
