/** Example questions that are made from the works themselves, so that they fit any corpus. */

import { readDocument } from "./api.js";
import { shortName } from "./words.js";

/** @typedef {import("./api.js").Work} Work */
/** @typedef {{question: string, title: string}} Example */

const MOST = 4;
const LOOKED_AT = 3;
/** @param {Work[]} works @returns {Promise<Example[]>} */
export async function makeExamples(works) {
  return (await Promise.all(frequentKinds(works).map(bestExample))).filter((example) => example !== null);
}

/** The works of the most frequent kinds, those without a gap in their record first. @param {Work[]} works */
function frequentKinds(works) {
  const named = works.filter((work) => work.authors.length && work.year && !work.retracted);
  named.sort((one, other) => one.unverified.length - other.unverified.length);
  const kinds = [...new Set(named.map((work) => work.type))].map((type) => named.filter((work) => work.type === type));
  return kinds.sort((one, other) => other.length - one.length).slice(0, MOST);
}

/**
 * Of a few works of one kind, the one with the longest heading, which says most. A heading of one word, such as
 * "Methods", says nothing about the subject.
 *
 * @param {Work[]} works
 * @returns {Promise<Example | null>}
 */
async function bestExample(works) {
  const documents = await Promise.all(works.slice(0, LOOKED_AT).map((work) => readDocument(work.id)));
  const headings = documents.flatMap((work) =>
    work.sections
      .filter((section) => section.text_kind !== "record" && section.title.includes(" "))
      .map(({ title }) => ({ work, title })),
  );
  const best = headings.sort((one, other) => other.title.length - one.title.length)[0];
  if (!best) return null;
  return { question: `What does ${shortName(best.work)} say about ${inSentence(best.title)}?`, title: best.work.title };
}

/** Only a capital that begins a word like any other is lowered: "Dose", but not "MRI". @param {string} title */
function inSentence(title) {
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}
