/**
 * Questions that have no answer yet. This window keeps them, so that neither a reload nor a link loses one.
 *
 * @typedef {object} Unanswered
 * @property {string} question
 * @property {string} conversationId
 * @property {string | null} follows the id of the answer that it follows
 * @property {string | null} generator who was to write the answer, where it is not the default
 */

/** @typedef {import("./api.js").Answer} Answer */

const KEY = "unanswered";

/** Of each conversation the last one is kept. @param {Unanswered} asked */
export function keepUnanswered(asked) {
  write({ ...read(), [asked.conversationId]: asked });
}

/** @param {string} conversationId @returns {Unanswered | null} */
export const unansweredIn = (conversationId) => read()[conversationId] ?? null;

/** @param {string} conversationId */
export function dropUnanswered(conversationId) {
  const { [conversationId]: _, ...rest } = read();
  write(rest);
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
function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  } catch {
    return {}; // a browser may keep nothing for a page
  }
}

/** @param {Record<string, Unanswered>} all */
function write(all) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // Without a place to keep it, a question lasts as long as the page.
  }
}
