/** Words for what the service says in codes. */

/** @typedef {import("./api.js").CitedWork} CitedWork */

/** @type {Record<string, string>} */
const KINDS = {
  "basic-science": "Laboratory study",
  "case-report": "Case report",
  "case-series": "Case series",
  cohort: "Cohort study",
  label: "Product label",
  rct: "Randomised controlled trial",
  "regulator-decision": "Decision of a regulator or court",
};

/** Whose words a text is, for a reader. */
export const WHOSE_WORDS = {
  abstract: "The source’s own words",
  digest: "A digest written for this project, not the source’s own words",
  record: "The bibliographic record of this work",
};

/** The same in a word or two. */
export const WHOSE_WORDS_SHORT = { abstract: "own words", digest: "digest", record: "record" };

/** @type {Record<string, string>} */
const REASONS = {
  out_of_scope: "Outside this literature",
  not_in_corpus: "Not in this literature",
  insufficient: "Not enough evidence",
  not_a_question: "Not a question",
};

/** @type {Record<string, string>} */
const WRITERS = { extractive: "In the sources’ own sentences", local: "By the local model" };

/** Who writes an answer. @param {string} generator */
export const writerInWords = (generator) => WRITERS[generator] ?? `By ${generator}`;

/** @param {string} reason */
export const reasonInWords = (reason) => REASONS[reason] ?? "No answer";

/** @param {string} type */
export function kindInWords(type) {
  return KINDS[type] ?? (type.charAt(0).toUpperCase() + type.slice(1)).replaceAll("-", " ");
}

/**
 * How a work is called in running text, such as "Wirtz 2003".
 *
 * @param {Pick<CitedWork, "authors" | "year" | "title">} work
 */
export function shortName({ authors, year, title }) {
  const name = authors.length ? surname(authors[0]) : shorten(title, 40);
  return year ? `${name} ${year}` : name;
}

/**
 * A heading inside a sentence: only a capital that begins a word like any other is lowered, "Dose" but not "MRI".
 *
 * @param {string} title
 */
export const inSentence = (title) =>
  /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;

/**
 * A text on one line, without characters that cannot be seen, of so many characters at most.
 *
 * @param {string} text
 * @param {number} length
 */
export function oneLine(text, length) {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return line.length <= length ? line : `${line.slice(0, line.lastIndexOf(" ", length - 1)).slice(0, length - 1)}…`;
}

const DAY = new Intl.DateTimeFormat("en", { dateStyle: "long" });
const MOMENT = new Intl.DateTimeFormat("en", { dateStyle: "long", timeStyle: "short" });

/** A day as it is written. @param {Date} date */
export const dayInWords = (date) => DAY.format(date);

/** A day and the time of that day. @param {Date} date */
export const momentInWords = (date) => MOMENT.format(date);

/** @param {number} count @param {string} noun */
export const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/**
 * "Newsom-Davis J" and "John Newsom-Davis" are both Newsom-Davis; an institution keeps its whole name.
 *
 * @param {string} author
 */
function surname(author) {
  const words = author.split(" ");
  const last = words[words.length - 1];
  if (words.length > 1 && /^([A-Z]\.?-?){1,4}$/.test(last)) return words.slice(0, -1).join(" ");
  return words.length === 2 ? last : author;
}

/** @param {string} text @param {number} length */
function shorten(text, length) {
  return text.length <= length ? text : `${text.slice(0, text.lastIndexOf(" ", length))}…`;
}
