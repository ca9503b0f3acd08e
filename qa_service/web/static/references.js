/** The works behind an answer: as a short list, and as references in full. */

import { make } from "./dom.js";
import { kindInWords, shortName, WHOSE_WORDS_SHORT } from "./words.js";

/** @typedef {import("./api.js").Citation} Citation */
/** @typedef {import("./api.js").CitedWork} CitedWork */

/** The citations of each work, in the order in which the works are first cited. @param {Citation[]} citations */
export function byWork(citations) {
  /** @type {Map<string, Citation[]>} */
  const works = new Map();
  for (const citation of citations) {
    works.set(citation.document_id, [...(works.get(citation.document_id) ?? []), citation]);
  }
  return [...works.values()];
}

/** "Ito Y, Marsh E. On lemons. J Invent. 2001. doi:10.1/x" @param {CitedWork} work */
export function referenceOf({ authors, title, journal, year, doi, pmid, url, retracted }) {
  const place = doi ? `doi:${doi}` : pmid ? `PMID ${pmid}` : url;
  const parts = [authors.join(", "), title, journal, year?.toString(), place, retracted ? "Retracted" : null];
  return parts
    .filter((part) => !!part)
    .map((part) => String(part).replace(/\.$/, ""))
    .join(". ");
}

/**
 * The works, each with its marks; in print, each with its reference.
 *
 * @param {Citation[]} citations
 * @param {Node[]} beside
 */
export function makeSources(citations, ...beside) {
  const lines = byWork(citations).map((alike) => {
    const work = alike[0].document;
    const numbers = make("span", { class: "mark-numbers" }, alike.map(({ n }) => `[${n}]`).join(" "));
    const kind = make("i", {}, make("bdi", {}, describe(work, alike)));
    const name = make("b", {}, make("bdi", {}, shortName(work)));
    const text = make("span", { class: "short-reference" }, name, " ", make("bdi", {}, work.title), ". ", kind);
    if (work.retracted) text.append(make("strong", { class: "retracted" }, " Retracted"));
    const reference = make("span", { class: "reference", dir: "auto" }, `${referenceOf(work)}.`);
    return make("li", {}, make("span", { class: "source" }, numbers, text, reference));
  });
  const head = make("div", { class: "sources-head" }, make("h3", {}, "Sources"), ...beside);
  return make("section", { class: "sources" }, head, make("ul", {}, ...lines));
}

/** What kind of work is cited, and whose words. @param {CitedWork} work @param {Citation[]} citations */
export function describe(work, citations) {
  const quoted = new Set(citations.map((citation) => WHOSE_WORDS_SHORT[citation.text_kind]));
  return [kindInWords(work.type), ...quoted].join(", ");
}
