/** The record of a work for a reader: who wrote it, where it appeared, what it is, and where to read it. */

import { make } from "./dom.js";
import { kindInWords, WHOSE_WORDS } from "./words.js";

/** @typedef {import("./api.js").Work} Work */

const MOST_AUTHORS = 12;

/** @type {Record<string, string>} */
const FIELDS = { doi: "DOI", pmid: "PubMed number" };

/** Who wrote a work; nothing where that is who published it. @param {Work} work @param {number} [most] how many are named */
export function authorsOf({ authors, journal }, most = MOST_AUTHORS) {
  if (authors.length === 1 && authors[0] === journal) return "";
  const more = authors.length - most;
  return authors.slice(0, most).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** @param {Work} work */
export function appearanceOf(work) {
  const issue = [work.volume, work.pages].filter(Boolean).join(": ");
  const appeared = [work.journal, work.year, issue].filter(Boolean).join(", ");
  return [appeared, kindInWords(work.type)].filter(Boolean).join(" · ");
}

/** @param {import("./api.js").CitedWork} work */
export function makeBanner({ retracted }) {
  return retracted ? make("p", { class: "banner", role: "note" }, "This work was retracted. Do not rely on it.") : null;
}

/** @param {Work} work @param {number} [most] how many authors are named */
export function makeRecord(work, most = MOST_AUTHORS) {
  const authors = authorsOf(work, most);
  const unverified = work.unverified.length ? `Not verified in this record: ${work.unverified.map((name) => FIELDS[name] ?? name).join(", ")}` : "";
  return [
    authors ? make("p", { class: "authors", dir: "auto" }, authors) : null,
    make("p", { class: "appeared", dir: "auto" }, appearanceOf(work)),
    make("p", { class: "work-links" }, ...linksTo(work)),
    unverified ? make("p", { class: "small-print" }, unverified) : null,
  ];
}

/** Whose words a text is. @param {import("./api.js").TextKind} kind */
export const makeWhose = (kind) => make("p", { class: `whose ${kind}` }, WHOSE_WORDS[kind]);

/** @param {Work} work */
function linksTo({ doi, pmid, url }) {
  const found = [];
  if (doi) found.push(link(`DOI ${doi}`, `https://doi.org/${doi.split("/").map(encodeURIComponent).join("/")}`));
  if (pmid) found.push(link(`PubMed ${pmid}`, `https://pubmed.ncbi.nlm.nih.gov/${encodeURIComponent(pmid)}/`));
  if (!found.length && url && /^https?:\/\//i.test(url) && URL.canParse(url))
    found.push(link(new URL(url).hostname, url));
  return found;
}

/** @param {string} text @param {string} href */
function link(text, href) {
  return make("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);
}
