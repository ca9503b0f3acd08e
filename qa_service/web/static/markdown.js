/** A conversation as Markdown. What was asked and quoted stays text: its characters that mean something are escaped. */

import { referenceOf } from "./references.js";
import { kindInWords, momentInWords, oneLine, reasonInWords } from "./words.js";

/** @typedef {import("./api.js").Answer} Answer */
/** @typedef {import("./api.js").Citation} Citation */
/** @typedef {import("./api.js").Conversation} Conversation */

/** @param {Conversation} conversation */
export function asMarkdown({ title, updated, turns }) {
  const told = `Last answered ${momentInWords(new Date(updated))}. Each sentence was checked against the source it cites.`;
  const head = `# ${plain(title)}\n\n${told}\n`;
  return [head, ...turns.map(turnAsMarkdown)].join("\n");
}

/** @param {Answer} answer @param {number} place */
function turnAsMarkdown(answer, place) {
  const { question, standalone_question: searched, sentences, citations, abstention } = answer;
  const parts = [
    `## ${place + 1}. ${plain(question)}`,
    searched.trim() === question.trim() ? "" : `Searched as: ${plain(searched)}`,
    answer.safety ? `> ${plain(answer.safety)}` : "",
    answer.premise ? premiseAsMarkdown(answer.premise) : "",
    sentences.map(({ text, citations: numbers }) => `${plain(text)}${marks(numbers)}`).join(" "),
    abstention ? abstentionAsMarkdown(answer.text, abstention) : "",
    (answer.disagreement ?? []).map(({ value, citations: numbers }) => `- ${plain(value)}${marks(numbers)}`).join("\n"),
    citations.length ? `### Sources\n\n${citations.map(sourceAsMarkdown).join("\n")}` : "",
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

/** @param {NonNullable<Answer["premise"]>} premise */
function premiseAsMarkdown({ claim, correction, citations }) {
  return `The question assumes: ${plain(claim)}. The sources say otherwise: ${plain(correction)}${marks(citations)}`;
}

/** @param {string} text @param {import("./api.js").Abstention} abstention */
function abstentionAsMarkdown(text, { reason, nearest }) {
  const quotes = nearest.map(({ quote, title }) => `- “${plain(quote)}” (${plain(title)})`);
  const near = quotes.length ? `\n\nNearest in the literature:\n\n${quotes.join("\n")}` : "";
  return `**${reasonInWords(reason)}.** ${plain(text)}${near}`;
}

/** @param {Citation} citation */
function sourceAsMarkdown({ n, quote, section, document: work }) {
  const place = [kindInWords(work.type), section].filter(Boolean).join(", ");
  return `${n}. ${plain(referenceOf(work))}. ${plain(place)}: “${plain(quote)}”`;
}

/** @param {number[]} numbers */
const marks = (numbers) => numbers.map((n) => ` \\[${n}\\]`).join("");

/** A text on one line that Markdown shows as it is. @param {string} text */
export function plain(text) {
  const line = oneLine(text, Infinity);
  return line
    .replace(/[\\`*_[\]<>|~&$]/g, "\\$&")
    .replace(/^[#+=-]/, "\\$&")
    .replace(/^(\d+)(?=[.)])/, "$1\\");
}
