/** Reads the values that works give, so that they can stand on one scale. */

/** @typedef {{low: number, high: number, unit: string}} Value a number or a range of numbers, and of what */

const NUMBER = String.raw`\d[\d,]*(?:\.\d+)?`;
const VALUE = new RegExp(
  String.raw`^\D{0,24}?(?<low>${NUMBER})(?:\s*(?:-|–|to)\s*(?<high>${NUMBER}))?(?: of (?<all>\d[\d,]*))?(?<unit>\D*)$`,
  "i",
);

/**
 * The values as numbers; null where one is no number, or where they are not all of one unit.
 *
 * @param {string[]} texts
 * @returns {Value[] | null}
 */
export function valuesOnOneScale(texts) {
  const values = texts.map(readValue);
  const read = values.filter((value) => value !== null);
  const isOneUnit = new Set(read.map(({ unit }) => unit)).size === 1;
  return read.length === texts.length && read.length > 1 && isOneUnit ? read : null;
}

/** @param {string} text @returns {Value | null} */
function readValue(text) {
  const found = VALUE.exec(text.trim())?.groups;
  if (!found) return null;
  const low = numberOf(found.low);
  if (!found.all) return { low, high: found.high ? numberOf(found.high) : low, unit: found.unit.trim().toLowerCase() };
  const share = (100 * low) / numberOf(found.all);
  return found.high || found.unit.trim() || !Number.isFinite(share) ? null : { low: share, high: share, unit: "%" };
}

/** The round number at which a scale from zero ends. @param {Value[]} values */
export function endOfScale(values) {
  const most = Math.max(...values.map(({ high }) => high));
  if (most <= 0) return 1;
  const size = 10 ** Math.floor(Math.log10(most));
  return size * ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => most <= step * size) ?? 10);
}

/** @param {string} digits */
const numberOf = (digits) => Number(digits.replaceAll(",", ""));
