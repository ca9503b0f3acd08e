/** The bibliographic record of a work, as a reader sees it. */

import { make } from "./dom.js";
import { kindInWords } from "./words.js";

/** @typedef {import("./api.js").SourceDocument} SourceDocument */

const MOST_AUTHORS = 12;

/** Who wrote it, where it appeared, what kind of work it is, and where to read it. @param {SourceDocument} work */
export function makeRecord(work) {
  const { authors } = work;
  const more = authors.length - MOST_AUTHORS;
  const named = authors.slice(0, MOST_AUTHORS).join(", ") + (more > 0 ? ` and ${more} more` : "");
  const issue = [work.volume, work.pages].filter(Boolean).join(": ");
  const appeared = [work.journal, work.year, issue].filter(Boolean).join(", ");
  const unverified = work.unverified.length ? `Not verified in this record: ${work.unverified.join(", ")}` : "";
  return [
    named ? make("p", { class: "authors", dir: "auto" }, named) : null,
    make("p", { class: "appeared" }, [appeared, kindInWords(work.type)].filter(Boolean).join(" · ")),
    make("p", { class: "links" }, ...links(work)),
    unverified ? make("p", { class: "small" }, unverified) : null,
  ];
}

/** @param {SourceDocument} work */
function links({ doi, pmid, url }) {
  const found = [];
  if (doi) found.push(link(`DOI ${doi}`, `https://doi.org/${doi.split("/").map(encodeURIComponent).join("/")}`));
  if (pmid) found.push(link(`PubMed ${pmid}`, `https://pubmed.ncbi.nlm.nih.gov/${encodeURIComponent(pmid)}/`));
  if (!found.length && url && /^https?:\/\//i.test(url)) found.push(link(new URL(url).hostname, url));
  return found;
}

/** @param {string} text @param {string} href */
function link(text, href) {
  return make("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);
}
