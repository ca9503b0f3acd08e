/**
 * Questions that have no answer yet. This window keeps them, so that neither a reload nor a link loses one.
 *
 * @typedef {object} Unanswered
 * @property {string} question
 * @property {string} conversationId
 * @property {string | null} follows the id of the answer that it follows
 * @property {string | null} generator who was to write the answer, where it is not the default
 */

import { remember, remembered } from "./memory.js";

/** @typedef {import("./api.js").Answer} Answer */

const KEY = "unanswered";

/** Of each conversation the last one is kept. @param {Unanswered} asked */
export function keepUnanswered(asked) {
  remember(KEY, { ...all(), [asked.conversationId]: asked });
}

/** @param {string} conversationId @returns {Unanswered | null} */
export const unansweredIn = (conversationId) => all()[conversationId] ?? null;

/** @param {string} conversationId */
export function dropUnanswered(conversationId) {
  const { [conversationId]: _, ...rest } = all();
  remember(KEY, rest);
}

/**
 * Whether the turns of a conversation answer a question: the service may have stored what the page did not see.
 *
 * @param {Unanswered} asked
 * @param {Answer[]} turns
 */
export function isAnsweredIn({ question, follows }, turns) {
  const later = turns.slice(turns.findIndex(({ id }) => id === follows) + 1);
  return later.some((turn) => turn.question.trim() === question.trim());
}

/** @returns {Record<string, Unanswered>} */
const all = () => remembered(KEY, {});
