/**
 * What windows of this page tell each other about conversations.
 *
 * @typedef {{kind: "deleted" | "answered", id: string} | {kind: "renamed", id: string, title: string}} Change
 */

const channel = new BroadcastChannel("conversations");

/** @param {Change} change */
export const tellOthers = (change) => channel.postMessage(change);

/** @param {(change: Change) => void} listener is called with what other windows did */
export function hearOthers(listener) {
  channel.addEventListener("message", ({ data }) => listener(data));
}
