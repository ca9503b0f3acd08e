/** The records of works in the forms that reference managers read: BibTeX, RIS and CSL-JSON. */

import { latex } from "./latex.js";
import { goesOn, namesOf } from "./names.js";

/** @typedef {import("./api.js").Work} Work */

const RETRACTED = "This work was retracted.";
const MORE_AUTHORS = "There are more authors than are named.";
// Kinds that are published by themselves, even where a journal stands for who published them.
const STANDING_ALONE = new Set(["label", "regulator-decision"]);

/** @param {Work[]} works */
export function asBibtex(works) {
  const keys = uniqueKeys(works);
  return works.map((work, n) => bibtexEntry(work, keys[n])).join("\n");
}

/** @param {Work[]} works */
export const asRis = (works) => works.map(risEntry).join("\r\n");

/** @param {Work[]} works */
export const asCsl = (works) => `${JSON.stringify(works.map(cslItem), null, 2)}\n`;

/** @param {Work} work @param {string} key */
function bibtexEntry(work, key) {
  const { volume, issue } = numbersOf(work);
  const authors = namesOf(work.authors).map((name) =>
    "literal" in name ? `{${latex(name.literal)}}` : `${latex(name.family)}, ${latex(name.given)}`,
  );
  if (goesOn(work.authors) && authors.length) authors.push("others");
  const fields = {
    author: authors.join(" and "),
    title: `{${latex(work.title)}}`, // the braces keep its capitals
    [isArticle(work) ? "journal" : "howpublished"]: latex(work.journal ?? ""),
    year: work.year ? String(work.year) : "",
    volume: latex(volume),
    number: latex(issue),
    pages: latex((work.pages ?? "").replace(/(?<=\d)\s*[-–](?=[\da-z])/gi, "--")),
    doi: verbatim(work.doi ?? ""),
    pmid: work.pmid ?? "",
    url: verbatim(work.url ?? ""),
    note: latex(notes(work, false)),
  };
  const lines = Object.entries(fields)
    .filter(([, value]) => value)
    .map(([name, value]) => `  ${name} = {${value}},\n`);
  return `@${isArticle(work) ? "article" : "misc"}{${key},\n${lines.join("")}}\n`;
}

/** @param {Work} work */
function risEntry(work) {
  const { volume, issue } = numbersOf(work);
  const [first, last] = /^(\w+)[-–](\w+)$/.exec(work.pages ?? "")?.slice(1) ?? [work.pages, null];
  /** @type {[string, string | number | null | undefined][]} */
  const fields = [
    ["TY", isArticle(work) ? "JOUR" : "GEN"],
    ["ID", work.id],
    // A comma would part a family name from a given one.
    ...namesOf(work.authors).map((name) =>
      pair("AU", "literal" in name ? name.literal.replaceAll(",", "") : `${name.family}, ${name.given}`),
    ),
    ["TI", work.title],
    [isArticle(work) ? "T2" : "PB", work.journal],
    ["PY", work.year],
    ["VL", volume],
    ["IS", issue],
    ["SP", first],
    ["EP", last],
    ["DO", work.doi],
    ["AN", work.pmid],
    ["UR", work.url],
    ["N1", notes(work)],
  ];
  const told = fields.filter(([, value]) => value).map(([tag, value]) => `${tag}  - ${onOneLine(String(value))}\r\n`);
  return `${told.join("")}ER  - \r\n`;
}

/** @param {string} tag @param {string} value @returns {[string, string]} */
const pair = (tag, value) => [tag, value];

/** @param {Work} work */
function cslItem(work) {
  const { volume, issue } = numbersOf(work);
  const authors = namesOf(work.authors);
  const item = {
    id: work.id,
    type: isArticle(work) ? "article-journal" : "document",
    title: work.title,
    author: authors.length ? authors : null,
    [isArticle(work) ? "container-title" : "publisher"]: work.journal,
    issued: work.year ? { "date-parts": [[work.year]] } : null,
    volume,
    issue,
    page: work.pages,
    DOI: work.doi,
    PMID: work.pmid,
    URL: work.url,
    note: notes(work),
  };
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value));
}

/** What the form has no field for. BibTeX has one for authors that are not named. @param {Work} work */
function notes(work, tellsOfAuthors = true) {
  const more = tellsOfAuthors && goesOn(work.authors) ? MORE_AUTHORS : "";
  return [work.retracted ? RETRACTED : "", more].filter(Boolean).join(" ");
}

/** Something that appeared in a journal, with a place in it or an id of an article. @param {Work} work */
function isArticle({ type, journal, volume, pages, doi, pmid }) {
  return Boolean(journal && !STANDING_ALONE.has(type) && (volume || pages || doi || pmid));
}

/** "250(6)" is volume 250, issue 6; "(2)" is an issue alone. @param {Work} work */
function numbersOf({ volume }) {
  const [, number, issue] = /^([^()]*?)\s*\(([^()]+)\)$/.exec(volume ?? "") ?? [null, volume ?? "", ""];
  return { volume: number, issue };
}

/** Keys that BibTeX takes, each once. @param {Work[]} works */
function uniqueKeys(works) {
  const taken = new Set();
  return works.map(({ id }) => {
    const plain = id.normalize("NFKD").replace(/[^A-Za-z0-9_.:-]+/g, "") || "work";
    let key = plain;
    for (let n = 2; taken.has(key.toLowerCase()); n += 1) key = `${plain}-${n}`;
    taken.add(key.toLowerCase());
    return key;
  });
}

/**
 * An address in BibTeX, which reads it without commands; what would end the field is encoded.
 *
 * @param {string} address
 */
const verbatim = (address) => onOneLine(address).replace(/[\\{}]/g, encodeURIComponent);

/** @param {string} text */
const onOneLine = (text) => text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
