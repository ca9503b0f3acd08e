/** The list of conversations: the latest first, searched, a page at a time. */

import { addressOf } from "./address.js";
import { findConversations } from "./api.js";
import { hearOthers } from "./channel.js";
import { make } from "./dom.js";
import { Entry } from "./entry.js";
import { makePages, pageOf } from "./pages.js";
import { showStage } from "./router.js";
import { whenTyped } from "./typing.js";
import { counted, dayInWords } from "./words.js";

/** @typedef {import("./api.js").ConversationSummary} ConversationSummary */
/** @typedef {import("./address.js").Address} Address */

const ON_A_PAGE = 50;
const LONGEST_SEARCH = 200;

export class ConversationsView {
  /**
   * @param {HTMLElement} stage
   * @param {import("./router.js").Router} router
   * @param {{renamed: (id: string, title: string) => void, deleted: (id: string) => void}} changes
   */
  constructor(stage, router, changes) {
    this.stage = stage;
    this.router = router;
    this.changes = changes;
    /** @type {Map<string, Entry>} */
    this.entries = new Map();
    this.heading = make("h2", { tabindex: "-1" }, "Conversations");
    this.field = make("input", { type: "search", maxlength: String(LONGEST_SEARCH), autocomplete: "off" });
    this.count = make("p", { class: "count", role: "status" });
    this.list = make("div");
    this.form = make(
      "form",
      { class: "search", role: "search" },
      make("label", {}, "Search titles and questions", this.field),
    );
    this.listen();
  }

  listen() {
    whenTyped(this.form, () => this.search());
    hearOthers((change) => {
      if (change.kind === "renamed") this.entries.get(change.id)?.retitle(change.title);
      if (change.kind === "deleted") this.drop(change.id);
    });
  }

  /** @returns {import("./router.js").View} */
  view() {
    const isAt = (/** @type {Address} */ { path: [name], path }) => name === "conversations" && path.length === 1;
    return { name: "conversations", isAt, show: (address, signal) => this.show(address, signal) };
  }

  /** @param {Address} address @param {AbortSignal} signal @returns {Promise<import("./router.js").Shown>} */
  async show({ query }, signal) {
    const page = pageOf(query);
    const sought = query.get("q") ?? "";
    // One more tells whether there are more.
    const asked = new URLSearchParams({
      q: sought,
      limit: String(ON_A_PAGE + 1),
      offset: String((page - 1) * ON_A_PAGE),
    });
    const { conversations } = await findConversations(asked, signal);
    if (this.field.value.trim() !== sought) this.field.value = sought;
    this.draw(conversations.slice(0, ON_A_PAGE), sought);
    const pages = makePages("conversations", query, page, conversations.length > ON_A_PAGE, ["Newer", "Older"]);
    if (pages.length && conversations.length) this.count.append(" on this page");
    this.stage.replaceChildren(this.heading, this.form, this.count, this.list, ...pages);
    showStage(true);
    const isTyping = document.activeElement === this.field;
    return { title: "Conversations", heading: isTyping ? null : this.heading, place: isTyping ? undefined : "top" };
  }

  search() {
    const sought = this.field.value.trim();
    this.router.rename(addressOf(["conversations"], new URLSearchParams(sought ? { q: sought } : {})));
    this.router.follow();
  }

  /** @param {ConversationSummary[]} conversations @param {string} sought */
  draw(conversations, sought) {
    this.entries.clear();
    this.list.replaceChildren();
    let day = "";
    for (const conversation of conversations) {
      const date = dayNamed(new Date(conversation.updated));
      if (date !== day) this.list.append(make("h3", {}, (day = date)), make("ul", { class: "entries" }));
      const entry = new Entry(conversation, {
        renamed: this.changes.renamed,
        deleted: (id, title) => this.deleted(id, title),
      });
      this.entries.set(entry.id, entry);
      this.list.lastElementChild?.append(entry.element);
    }
    this.count.textContent = conversations.length ? counted(conversations.length, "conversation") : "";
    if (!conversations.length) this.list.append(...nothing(sought));
  }

  /** @param {string} id @param {string} title */
  deleted(id, title) {
    const next = this.entries.get(id)?.element.nextElementSibling?.querySelector("a") ?? this.heading;
    this.drop(id);
    this.count.textContent = `“${title}” was deleted.`;
    next.focus();
    this.changes.deleted(id);
  }

  /** @param {string} id */
  drop(id) {
    const list = this.entries.get(id)?.element.parentElement;
    this.entries.get(id)?.element.remove();
    this.entries.delete(id);
    if (list && !list.childElementCount) {
      list.previousElementSibling?.remove();
      list.remove();
    }
    if (list && !this.entries.size) this.list.append(...nothing(""));
  }
}

/** @param {Date} date */
function dayNamed(date) {
  const now = new Date();
  const days = Math.round((startOf(now) - startOf(date)) / 86_400_000);
  return days === 0 ? "Today" : days === 1 ? "Yesterday" : dayInWords(date);
}

/** @param {Date} date */
const startOf = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** What to do where there is nothing. @param {string} sought */
function nothing(sought) {
  if (sought) {
    const all = make("a", { href: "#/conversations" }, "Show all conversations");
    return [
      make("p", {}, "No title and no question holds ", make("q", { dir: "auto" }, sought), "."),
      make("p", {}, all),
    ];
  }
  const ask = make("a", { href: "#/" }, "Ask a question");
  return [
    make("p", {}, "There is no conversation here. Each question that you ask begins one, and it is kept."),
    make("p", {}, ask),
  ];
}
