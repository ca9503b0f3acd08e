/**
 * What works say differently: a table of value, work, kind and year, with a dot for each value where they have one
 * scale.
 */

import { make } from "./dom.js";
import { cited, makeMarks } from "./marks.js";
import { endOfScale, valuesOnOneScale } from "./values.js";
import { kindInWords, shortName } from "./words.js";

/** @typedef {import("./api.js").Answer} Answer */
/** @typedef {import("./api.js").Citation} Citation */
/** @typedef {import("./marks.js").OpenCitation} OpenCitation */
/** @typedef {import("./values.js").Value} Value */
/** @typedef {{value: string, sources: Citation[]}} Row */

const SVG = "http://www.w3.org/2000/svg";

/** @param {Answer} answer @param {OpenCitation} open */
export function makeDisagreement({ disagreement, citations }, open) {
  const rows = (disagreement ?? []).map(({ value, citations: numbers }) => ({
    value,
    sources: cited(citations, numbers),
  }));
  rows.sort((one, other) => yearOf(one) - yearOf(other));
  const scale = valuesOnOneScale(rows.map(({ value }) => value));
  const end = scale ? endOfScale(scale) : 0;
  const body = rows.map((row, at) => makeRow(row, open, scale && makeDot(scale[at], end)));
  const names = ["Value", "Work", "Year"].map((name) => make("th", { scope: "col" }, name));
  const ends = [make("span", {}, "0"), make("span", {}, String(end))];
  if (scale) names.splice(1, 0, make("td", { class: "scale", "aria-hidden": "true" }, ...ends));
  const table = make("table", {}, make("thead", {}, make("tr", {}, ...names)), make("tbody", {}, ...body));
  return make("section", { class: "disagreement" }, make("h3", {}, "The sources disagree"), table);
}

/** @param {Row} row @param {OpenCitation} open @param {Element | null} dot */
function makeRow({ value, sources }, open, dot) {
  const marks = make("span", { class: "last-word" }, ...makeMarks(value, sources, open));
  const works = sources.map(({ document: { type, ...work } }) =>
    make("div", { dir: "auto" }, shortName({ ...work, year: null }), make("small", { dir: "auto" }, kindInWords(type))),
  );
  const years = sources.map(({ document }) => make("div", {}, document.year?.toString() ?? "no year"));
  const cells = [
    make("th", { scope: "row", dir: "auto" }, value, marks),
    make("td", {}, ...works),
    make("td", {}, ...years),
  ];
  if (dot) cells.splice(1, 0, make("td", { class: "plot" }, dot));
  return make("tr", {}, ...cells);
}

/**
 * A dot at its place between zero and the end of the scale; a range is a line with two ends.
 *
 * @param {Value} value
 * @param {number} end
 */
function makeDot({ low, high }, end) {
  const [from, to] = [low, high].map((number) => `${2 + (96 * number) / end}%`);
  const line = draw("line", { class: "axis", x1: "2%", x2: "98%", y1: "12", y2: "12" });
  const range = draw("line", { class: "range", x1: from, x2: to, y1: "12", y2: "12" });
  const dots = [...new Set([from, to])].map((cx) => draw("circle", { cx, cy: "12", r: "5" }));
  const plot = draw("svg", { width: "100%", height: "24", "aria-hidden": "true", focusable: "false" });
  plot.append(line, range, ...dots);
  return plot;
}

/** @param {string} name @param {Record<string, string>} attributes */
function draw(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** Works without a year come last. @param {Row} row */
const yearOf = ({ sources }) => sources[0]?.document.year ?? Infinity;
