/** An answer as text that can be taken along. The numbers of its marks stay what they are. */

import { referenceOf } from "./references.js";

/** @typedef {import("./api.js").Answer} Answer */

/** @param {Answer} answer */
export const asText = (answer) => answer.text;

/** @param {Answer} answer */
export function withReferences({ question, text, citations }) {
  const references = citations.map(({ n, quote, document }) => `[${n}] ${referenceOf(document)}. “${oneLine(quote)}”`);
  return [question.trim(), text, ...(references.length ? [["References", ...references].join("\n")] : [])].join("\n\n");
}

/**
 * Marks become footnotes. What has a meaning in Markdown is escaped, so that a text stays text.
 *
 * @param {Answer} answer
 */
export function asMarkdown({ question, text, safety, sentences, citations }) {
  const marked = sentences.map(({ text, citations }) => escaped(text) + citations.map((n) => `[^${n}]`).join(""));
  const said = marked.length ? [...(safety ? [escaped(safety)] : []), marked.join(" ")] : [escaped(text)];
  const notes = citations.map(({ n, quote, document }) => `[^${n}]: ${escaped(`${referenceOf(document)}. “${quote}”`)}`);
  return [`**${escaped(question)}**`, ...said, ...(notes.length ? [notes.join("\n")] : [])].join("\n\n");
}

/** Puts a text on the clipboard. @param {string} text */
export async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // A page that was not loaded over HTTPS has no clipboard of its own.
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  if (!isDone) throw new Error("the browser does not let this page copy");
}

/** @param {string} text */
const oneLine = (text) => text.replace(/\s+/g, " ").trim();

/** @param {string} text */
function escaped(text) {
  const inside = oneLine(text).replace(/[\\`*_{}[\]<>#|~!$&]/g, "\\$&");
  return inside.replace(/^[-+=]/, "\\$&").replace(/^(\d+)([.)])/, "$1\\$2");
}
