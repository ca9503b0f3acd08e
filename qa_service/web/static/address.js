/**
 * Addresses of the views: what stands after the # of the page's own address, such as "#/works?type=review".
 *
 * @typedef {{path: string[], query: URLSearchParams}} Address
 */

/** @param {string} hash @returns {Address} */
export function readAddress(hash) {
  const [path, query = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
  return { path: path.split("/").filter(Boolean).map(decoded), query: new URLSearchParams(query) };
}

/** @param {string[]} path @param {URLSearchParams} [query] */
export function addressOf(path, query) {
  const asked = query?.toString();
  return `#/${path.map(encodeURIComponent).join("/")}${asked ? `?${asked}` : ""}`;
}

/** The whole address of an answer, to be given to others. @param {string} answerId */
export const linkTo = (answerId) => new URL(addressOf(["a", answerId]), location.href).href;

/** What is no right encoding was typed by somebody, and is shown as it is. @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
