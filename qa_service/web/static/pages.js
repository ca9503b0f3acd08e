/** A list that is shown a page at a time; the page is part of the address. */

import { addressOf } from "./address.js";
import { make } from "./dom.js";

const LAST = 10_000;

/** The page that is asked for, the first one where that is no number. @param {URLSearchParams} query */
export function pageOf(query) {
  const page = Number(query.get("page") ?? "1");
  return Number.isInteger(page) && page >= 1 && page <= LAST ? page : 1;
}

/**
 * Links to the page before and the page after, if there are any.
 *
 * @param {string} view
 * @param {URLSearchParams} query
 * @param {number} page
 * @param {boolean} hasMore
 * @param {[string, string]} names
 */
export function makePages(view, query, page, hasMore, [before, after]) {
  const to = (/** @type {number} */ other, /** @type {string} */ name) => {
    const changed = new URLSearchParams(query);
    if (other === 1) changed.delete("page");
    else changed.set("page", String(other));
    return make("a", { href: addressOf([view], changed) }, name);
  };
  const links = [page > 1 ? to(page - 1, before) : null, hasMore ? to(page + 1, after) : null];
  return links.some(Boolean) ? [make("nav", { class: "page-links", "aria-label": "Pages" }, ...links)] : [];
}
