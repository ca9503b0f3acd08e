/** One conversation in the list: its name leads to it, and it can be renamed, exported and deleted. */

import { addressOf } from "./address.js";
import { deleteConversation, Problem, readConversation, renameConversation } from "./api.js";
import { make, makeButton } from "./dom.js";
import { makeExports } from "./exports.js";
import { counted } from "./words.js";

/** @typedef {import("./api.js").ConversationSummary} ConversationSummary */
/**
 * @typedef {object} Changes what the page does when something changed
 * @property {(id: string, title: string) => void} renamed
 * @property {(id: string, title: string) => void} deleted
 */

const LONGEST_TITLE = 80;
const TIME = new Intl.DateTimeFormat("en", { timeStyle: "short" });

export class Entry {
  /** @param {ConversationSummary} conversation @param {Changes} changes */
  constructor(conversation, changes) {
    this.id = conversation.id;
    this.title = conversation.title;
    this.changes = changes;
    this.name = make("a", { href: addressOf(["c", this.id]), dir: "auto" }, this.title);
    const { updated, turn_count: turns } = conversation;
    const when = make("time", { datetime: updated }, TIME.format(new Date(updated)));
    const about = make("p", { class: "entry-facts" }, when, ` · ${counted(turns, "question")}`);
    this.first = make("div", { class: "entry-title" }, this.name);
    this.actions = make("div", { class: "entry-actions" });
    this.told = make("p", { class: "outcome", role: "status" });
    this.element = make("li", { class: "entry" }, this.first, about, this.actions, this.told);
    this.offer();
  }

  /** @param {string} title */
  retitle(title) {
    this.title = title;
    this.name.textContent = title;
    this.offer();
  }

  /** Shows what can be done. Each button says with what, for those who hear it alone. */
  offer() {
    const named = (/** @type {string} */ verb) => ({ "aria-label": `${verb} ${this.title}` });
    this.renameButton = makeButton("Rename", () => this.rename(), named("Rename"));
    this.deleteButton = makeButton("Delete", () => this.confirm(), named("Delete"));
    const menu = makeExports(
      () => readConversation(this.id),
      (problem) => this.fail(problem),
      this.title,
    );
    this.first.replaceChildren(this.name);
    this.actions.replaceChildren(this.renameButton, menu, this.deleteButton);
  }

  rename() {
    const field = make("input", {
      type: "text",
      required: true,
      maxlength: String(LONGEST_TITLE),
      "aria-label": "Name",
      dir: "auto",
    });
    field.value = this.title;
    const form = make(
      "form",
      { class: "renaming" },
      field,
      make("button", { type: "submit" }, "Save"),
      makeButton("Cancel", () => this.back()),
    );
    form.addEventListener("keydown", ({ key }) => key === "Escape" && this.back());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save(field.value);
    });
    this.first.replaceChildren(form);
    this.actions.replaceChildren();
    field.select();
  }

  /** @param {string} title */
  async save(title) {
    try {
      const renamed = await renameConversation(this.id, title);
      this.retitle(renamed.title);
      this.changes.renamed(this.id, renamed.title);
      this.told.textContent = "Renamed.";
      this.renameButton?.focus();
    } catch (problem) {
      this.fail(problem);
    }
  }

  confirm() {
    const sure = makeButton("Delete", () => this.delete(), {
      class: "grave",
      "aria-label": `Delete ${this.title} for good`,
    });
    const keep = makeButton("Keep", () => this.back());
    const asked = make("p", {}, "Delete it with all its answers? Links to them will lead nowhere.");
    const form = make(
      "div",
      { class: "confirming", role: "group", "aria-label": "Delete this conversation?" },
      asked,
      sure,
      keep,
    );
    form.addEventListener("keydown", ({ key }) => key === "Escape" && this.back());
    this.actions.replaceChildren(form);
    keep.focus();
  }

  async delete() {
    try {
      await deleteConversation(this.id);
    } catch (problem) {
      // What another window has deleted is as gone as it should be.
      if (!(problem instanceof Problem && problem.status === 404)) return this.fail(problem);
    }
    this.changes.deleted(this.id, this.title);
  }

  back() {
    const wasDeleting = this.actions.querySelector(".confirming");
    this.offer();
    (wasDeleting ? this.deleteButton : this.renameButton)?.focus();
  }

  /** @param {unknown} problem */
  fail(problem) {
    if (!(problem instanceof Problem)) throw problem;
    this.told.textContent =
      problem.status === 404 ? "It was deleted in another window." : `Not done: ${problem.message}`;
  }
}
