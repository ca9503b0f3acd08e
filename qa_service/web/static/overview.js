/** The overview of the panel: the works that an answer cites with every quote, and what was retrieved but not used. */

import { make, makeButton } from "./dom.js";
import { byWork, describe } from "./references.js";
import { counted, kindInWords, shortName } from "./words.js";

/** @typedef {import("./api.js").Citation} Citation */
/** @typedef {import("./api.js").Passage} Passage */
/**
 * @typedef {{question: string, citations: Citation[], passages: Passage[]}} Cited what an answer cites, and what was
 *   retrieved for it
 */
/**
 * @typedef {object} Opening what the buttons open
 * @property {(citation: Citation) => void} citation
 * @property {(passage: Passage) => void} passage
 */

/** @param {Cited} cited @param {Opening} open */
export function makeOverview({ question, citations, passages }, open) {
  const asked = make("p", { class: "asked-question", dir: "auto" }, question);
  const works = byWork(citations).map((alike) => makeWork(alike, open));
  const none = works.length ? null : make("p", { class: "small-print" }, "Nothing is cited.");
  const used = new Set(citations.map((citation) => citation.passage_id));
  const unused = passages.filter((passage) => !used.has(passage.id));
  return [asked, none, ...works, unused.length ? makeUnused(unused, open) : null];
}

/** @param {Citation[]} citations @param {Opening} open */
function makeWork(citations, open) {
  const work = citations[0].document;
  const title = make("h3", {}, make("bdi", {}, shortName(work)), " ", make("bdi", { class: "work-title" }, work.title));
  const kind = make("p", { class: "small-print" }, make("bdi", {}, describe(work, citations)));
  if (work.retracted) kind.prepend(make("strong", { class: "retracted" }, "Retracted. "));
  const quotes = citations.map((citation) => {
    const button = makeButton("", () => open.citation(citation));
    button.append(
      make("span", { class: "mark-numbers" }, `[${citation.n}] `),
      make("q", { dir: "auto" }, citation.quote),
    );
    return make("li", {}, button);
  });
  return make("section", { class: "cited-work" }, title, kind, make("ul", { class: "quotes" }, ...quotes));
}

/** Made when it is opened: it is long, and few look at it. @param {Passage[]} passages @param {Opening} open */
function makeUnused(passages, open) {
  const list = make("ul", { class: "quotes" });
  const fill = () => {
    if (list.childElementCount) return;
    list.append(...passages.map((passage) => make("li", {}, makePassage(passage, open))));
  };
  const summary = make("summary", {}, `Retrieved but not used: ${counted(passages.length, "passage")}`);
  return make("details", { class: "unused-passages", toggle: fill }, summary, list);
}

/** @param {Passage} passage @param {Opening} open */
function makePassage(passage, open) {
  const { document: work } = passage;
  const button = makeButton("", () => open.passage(passage));
  const place = [shortName(work), kindInWords(work.type), passage.section].filter(Boolean).join(" · ");
  button.append(
    make("cite", { dir: "auto" }, place),
    make("span", { class: "passage-start", dir: "auto" }, passage.text),
  );
  return button;
}
