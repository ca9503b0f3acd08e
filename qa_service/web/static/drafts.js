/** What is being written in the question field, when the page puts a question there: it waits, and comes back. */

import { makeButton } from "./dom.js";

export class Drafts {
  /** @param {HTMLTextAreaElement} field @param {HTMLElement} note says that something waits, and gives it back */
  constructor(field, note) {
    this.field = field;
    this.note = note;
    /** What the page put into the field; unchanged, nobody wrote it. */
    this.prepared = "";
    this.waiting = "";
  }

  /** Puts a question into the field, to be changed or sent. @param {string} question */
  edit(question) {
    const { value } = this.field;
    if (value.trim() && value !== this.prepared) this.wait(value);
    this.prepared = question;
    this.fill(question);
  }

  /** What stands in the field once its question is sent. */
  next() {
    const { waiting } = this;
    this.wait("");
    return waiting;
  }

  /** @param {string} draft */
  wait(draft) {
    this.waiting = draft;
    const back = makeButton("Bring it back", () => this.fill(this.next()), { class: "plain-button" });
    this.note.replaceChildren(...(draft ? ["What you were writing comes back after this question. ", back] : []));
  }

  /** @param {string} text */
  fill(text) {
    this.field.value = text;
    this.field.focus();
  }
}
