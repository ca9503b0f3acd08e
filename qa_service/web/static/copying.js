/** An answer as text that can be taken along. The numbers of its marks stay what they are. */

import { make } from "./dom.js";
import { plain } from "./markdown.js";
import { referenceOf } from "./references.js";
import { oneLine } from "./words.js";

/** @typedef {import("./api.js").Answer} Answer */

/** @param {Answer} answer */
export const asText = (answer) => answer.text;

/** @param {Answer} answer */
export function withReferences({ question, text, citations }) {
  const references = citations.map(
    ({ n, quote, document }) => `[${n}] ${referenceOf(document)}. “${oneLine(quote, Infinity)}”`,
  );
  return [question.trim(), text, ...(references.length ? [["References", ...references].join("\n")] : [])].join("\n\n");
}

/**
 * Marks become footnotes. What has a meaning in Markdown is escaped, so that a text stays text.
 *
 * @param {Answer} answer
 */
export function asMarkdown({ question, text, safety, sentences, citations }) {
  const marked = sentences.map(({ text, citations }) => plain(text) + citations.map((n) => `[^${n}]`).join(""));
  const said = marked.length ? [...(safety ? [plain(safety)] : []), marked.join(" ")] : [plain(text)];
  const notes = citations.map(({ n, quote, document }) => `[^${n}]: ${plain(`${referenceOf(document)}. “${quote}”`)}`);
  return [`**${plain(question)}**`, ...said, ...(notes.length ? [notes.join("\n")] : [])].join("\n\n");
}

/** Puts a text on the clipboard. @param {string} text */
export async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // A page that was not loaded over HTTPS has no clipboard of its own.
  const focused = document.activeElement;
  const field = make("textarea", { class: "unseen", readonly: true });
  field.value = text;
  document.body.append(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  if (!isDone) throw new Error("the browser does not let this page copy");
}
