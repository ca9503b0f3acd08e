/** The list of works, filtered by words, author, kind and years; what is asked for stands in the address. */

import { addressOf } from "./address.js";
import { findWorks, Problem } from "./api.js";
import { make } from "./dom.js";
import { makePages, pageOf } from "./pages.js";
import { appearanceOf, authorsOf } from "./record.js";
import { showStage } from "./router.js";
import { whenTyped } from "./typing.js";
import { counted, kindInWords } from "./words.js";

/** @typedef {import("./api.js").Work} Work */
/** @typedef {import("./api.js").WorkList} WorkList */
/** @typedef {import("./address.js").Address} Address */

const ON_A_PAGE = 25;
const MOST_AUTHORS = 6;
const LONGEST = 200;
const FILTERS = ["q", "author", "type", "year_from", "year_to"];

export class WorksView {
  /** @param {HTMLElement} stage @param {import("./router.js").Router} router */
  constructor(stage, router) {
    this.stage = stage;
    this.router = router;
    this.heading = make("h2", { tabindex: "-1" }, "Works");
    this.count = make("p", { class: "count", role: "status" });
    this.list = make("div");
    this.kinds = make("select", { name: "type" });
    this.all = make("a", { href: "#/works", class: "clear-filters" }, "Clear filters");
    this.form = make(
      "form",
      { class: "filters", role: "search", "aria-label": "Filter works" },
      make(
        "label",
        { class: "whole-row" },
        "Words in title or text",
        field("q", { type: "search", maxlength: String(LONGEST) }),
      ),
      make("label", {}, "Author", field("author", { type: "text", maxlength: String(LONGEST) })),
      make("label", {}, "Kind", this.kinds),
      make(
        "label",
        { class: "year" },
        "From year",
        field("year_from", { type: "text", inputmode: "numeric", maxlength: "4" }),
      ),
      make(
        "label",
        { class: "year" },
        "To year",
        field("year_to", { type: "text", inputmode: "numeric", maxlength: "4" }),
      ),
    );
    /** @type {string} the address of the list as it was left, for the way back to it */
    this.left = "#/works";
    whenTyped(this.form, () => this.filter());
  }

  /** @returns {import("./router.js").View} */
  view() {
    const isAt = (/** @type {Address} */ { path: [name], path }) => name === "works" && path.length === 1;
    return { name: "works", isAt, show: (address, signal) => this.show(address, signal) };
  }

  /** @param {Address} address @param {AbortSignal} signal @returns {Promise<import("./router.js").Shown>} */
  async show({ query }, signal) {
    const page = pageOf(query);
    this.left = addressOf(["works"], query);
    const asked = new URLSearchParams({ limit: String(ON_A_PAGE), offset: String((page - 1) * ON_A_PAGE) });
    const named = FILTERS.filter((name) => query.get(name)).map((name) => [name, query.get(name) ?? ""]);
    for (const [name, value] of named) asked.set(name, value);
    const isTyping = this.form.contains(document.activeElement);
    if (String(new URLSearchParams(named)) !== String(this.query())) this.fill(query);
    let pages = /** @type {HTMLElement[]} */ ([]);
    try {
      const found = await findWorks(asked, signal);
      this.draw(found, query.get("type") ?? "");
      pages = makePages("works", query, page, page * ON_A_PAGE < found.total, ["Previous", "Next"]);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 422) throw error;
      this.refuse(error);
    }
    this.all.hidden = !FILTERS.some((name) => query.get(name));
    this.stage.replaceChildren(
      this.heading,
      this.form,
      make("div", { class: "found-works" }, this.count, this.all),
      this.list,
      ...pages,
    );
    showStage(true);
    return { title: "Works", heading: isTyping ? null : this.heading, place: isTyping ? undefined : "top" };
  }

  filter() {
    this.router.rename(addressOf(["works"], this.query()));
    this.router.follow();
  }

  /** What the fields say; an empty one says nothing. */
  query() {
    const query = new URLSearchParams();
    for (const name of FILTERS) {
      const value = this.field(name).value.trim();
      if (value) query.set(name, value);
    }
    return query;
  }

  /** @param {URLSearchParams} query */
  fill(query) {
    for (const name of FILTERS) {
      const value = query.get(name) ?? "";
      if (name === "type") this.drawKinds({ [value]: 0 }, value);
      this.field(name).value = value;
    }
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
  }

  /** @param {WorkList} found @param {string} kind */
  draw({ total, documents, types }, kind) {
    this.drawKinds(types, kind);
    this.count.textContent = counted(total, "work");
    if (total && !documents.length) this.list.replaceChildren(make("p", {}, "There are no more works on this page."));
    else if (total) this.list.replaceChildren(make("ul", { class: "work-list" }, ...documents.map(makeItem)));
    else
      this.list.replaceChildren(
        make("p", {}, "No work is like this. Try fewer words, another spelling, or fewer filters."),
      );
  }

  /** @param {Record<string, number>} types @param {string} chosen */
  drawKinds(types, chosen) {
    const total = Object.values(types).reduce((sum, count) => sum + count, 0);
    const known = chosen && !(chosen in types) ? { ...types, [chosen]: 0 } : types;
    const named = Object.entries(known)
      .filter(([type]) => type)
      .map(([type, count]) => ({ type, name: `${kindInWords(type)} (${count})` }));
    named.sort((one, other) => one.name.localeCompare(other.name, "en"));
    const options = named.map(({ type, name }) => make("option", { value: type }, name));
    this.kinds.replaceChildren(make("option", { value: "" }, `All kinds (${total})`), ...options);
    this.kinds.value = chosen;
  }

  /** @param {Problem} problem */
  refuse({ message }) {
    this.count.textContent = "";
    const told = /year_from|year_to/.test(message)
      ? "Give years in digits, the earlier one first, such as 1990 and 2005."
      : message;
    this.list.replaceChildren(make("p", { class: "problem", role: "alert" }, told));
  }
}

/** @param {string} name @param {Record<string, string>} attributes */
const field = (name, attributes) => make("input", { name, autocomplete: "off", ...attributes });

/** @param {Work} work */
function makeItem(work) {
  const authors = authorsOf(work, MOST_AUTHORS);
  const title = make("a", { href: addressOf(["works", work.id]), dir: "auto" }, work.title);
  const about = make("p", { class: "appeared", dir: "auto" }, appearanceOf(work));
  if (work.retracted) about.append(make("strong", { class: "retracted" }, " Retracted"));
  return make("li", {}, title, authors ? make("p", { class: "authors", dir: "auto" }, authors) : null, about);
}
