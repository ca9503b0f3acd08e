/** What stands below the sentences of an answer: how they were checked, and what can be done with it. */

import { asMarkdown, asText, copy, withReferences } from "./copying.js";
import { make } from "./dom.js";
import { cited, isWordForWord } from "./marks.js";
import { makeMenu } from "./menu.js";
import { counted, writerInWords } from "./words.js";

/** @typedef {import("./api.js").Answer} Answer */

/** How many sentences were checked, and how. @param {Answer} answer */
export function makeVerdict({ sentences, citations }) {
  const exact = sentences.filter(({ text, citations: numbers }) =>
    cited(citations, numbers).some(({ quote }) => isWordForWord(text, quote)),
  ).length;
  const rest = sentences.length - exact;
  const both = `: ${exact} word for word, ${rest} against its quote`;
  const how = exact && rest ? both : exact ? " word for word" : " against its quote";
  const each = sentences.length > 1 ? "each checked" : "checked";
  const tick = make("span", { class: "tick", "aria-hidden": "true" }, "✓ ");
  return make("p", { class: "verdicts" }, tick, `${counted(sentences.length, "sentence")}, ${each}${how}`);
}

/** @param {Answer} answer @param {(text: string) => void} announce */
export function makeCopyMenu(answer, announce) {
  const copying = (/** @type {string} */ text) => async () => {
    const told = await copy(text).then(
      () => "Copied",
      () => "This browser does not let the page copy",
    );
    announce(`${told}.`);
    done.textContent = told;
  };
  const menu = makeMenu("Copy", [
    { text: "As text", press: () => copying(asText(answer))() },
    { text: "As Markdown", press: () => copying(asMarkdown(answer))() },
    { text: "With references", press: () => copying(withReferences(answer))() },
  ]);
  const done = make("span", { class: "small-print copied" });
  menu.append(done);
  return menu;
}

/**
 * Who else can write the answer; null where there is nobody.
 *
 * @param {Answer} answer
 * @param {string[]} generators
 * @param {(generator: string) => void} write
 */
export function makeWriterMenu(answer, generators, write) {
  const others = generators.filter((name) => name !== answer.generator);
  if (!others.length) return null;
  return makeMenu(
    "Write again",
    others.map((name) => ({ text: writerInWords(name), press: () => write(name) })),
  );
}
