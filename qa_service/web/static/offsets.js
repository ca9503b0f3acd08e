/**
 * Cuts a text where the service says. Its offsets count Unicode code points; those of JavaScript strings count
 * UTF-16 units, of which a character such as 𝛼 has two.
 */

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {string}
 */
export function sliceOf(text, start, end) {
  return Array.from(text).slice(start, end).join("");
}

/**
 * Where a quote stands in a text, counted in code points; -1 where it does not.
 *
 * @param {string} text
 * @param {string} quote
 */
export function placeOf(text, quote) {
  const place = text.indexOf(quote);
  return place < 0 ? -1 : lengthOf(text.slice(0, place));
}

/** @param {string} text */
export const lengthOf = (text) => Array.from(text).length;
