/** What this window remembers through a reload. A browser may keep nothing for a page: then it lasts as long as the page. */

/** @template Value @param {string} key @param {Value} otherwise @returns {Value} */
export function remembered(key, otherwise) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** @param {string} key @param {unknown} value */
export function remember(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // There is no place to keep it, or not enough.
  }
}
