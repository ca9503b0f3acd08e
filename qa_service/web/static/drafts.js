/**
 * What is being written in the question field, when the page puts a question there: it waits, and comes back. Through a
 * reload too, in this window.
 */

import { makeButton } from "./dom.js";
import { remember, remembered } from "./memory.js";
import { counted } from "./words.js";

const KEY = "drafts";

export class Drafts {
  /** @param {HTMLTextAreaElement} field @param {HTMLElement} note says that something waits, and gives it back */
  constructor(field, note) {
    this.field = field;
    this.note = note;
    const { text, prepared, waiting } = remembered(KEY, { text: "", prepared: "", waiting: /** @type {string[]} */ ([]) });
    /** What the page put into the field; unchanged, nobody wrote it. */
    this.prepared = prepared;
    /** What was being written, the latest last. */
    this.waiting = waiting;
    field.value = text;
    field.addEventListener("input", () => this.keep());
    this.tell();
  }

  /** Puts a question into the field, to be changed or sent. @param {string} question */
  edit(question) {
    if (this.isWritten()) this.waiting.push(this.field.value);
    this.prepared = question;
    this.put(question);
    this.field.focus();
  }

  /** The question of the field was sent, or is given up for what waits. */
  next() {
    this.prepared = "";
    this.put(this.waiting.pop() ?? "");
  }

  /** @param {string} text */
  put(text) {
    this.field.value = text;
    this.keep();
    this.tell();
  }

  tell() {
    const { length } = this.waiting;
    const what = length > 1 ? `${counted(length, "question")} that you were writing come` : "What you were writing comes";
    const back = makeButton("Bring it back", () => this.bringBack(), { class: "plain-button" });
    this.note.replaceChildren(...(length ? [`${what} back after this question. `, back] : []));
  }

  /** What was written in the field meanwhile comes last. */
  bringBack() {
    if (this.isWritten()) this.waiting.unshift(this.field.value);
    this.next();
    this.field.focus();
  }

  /** Whether the reader wrote what stands in the field, or changed it, and does not wait with it already. */
  isWritten() {
    const { value } = this.field;
    return value.trim() !== "" && value !== this.prepared && !this.waiting.includes(value);
  }

  /** Says that a question cannot be sent yet. */
  hold() {
    this.note.replaceChildren("Your question waits here: ask it when this answer is complete, or stop the answer.");
  }

  keep() {
    remember(KEY, { text: this.field.value, prepared: this.prepared, waiting: this.waiting });
  }
}
