/** What can be taken away: a conversation, and the works that it cites, as files. */

import { findWorks } from "./api.js";
import { asBibtex, asCsl, asRis } from "./bibliography.js";
import { make } from "./dom.js";
import { asMarkdown } from "./markdown.js";
import { makeMenu } from "./menu.js";

/** @typedef {import("./api.js").Conversation} Conversation */
/** @typedef {import("./api.js").Work} Work */

/**
 * @typedef {object} Form
 * @property {string} name
 * @property {string} ending
 * @property {string} type
 * @property {(conversation: Conversation) => string | Promise<string>} write
 */

// Ids go with the address, whose length is limited.
const AT_ONCE = 50;

/** @param {(works: Work[]) => string} write */
const ofCited = (write) => async (/** @type {Conversation} */ conversation) => write(await citedWorks(conversation));

/** @type {Form[]} */
const FORMS = [
  { name: "Markdown", ending: "md", type: "text/markdown", write: asMarkdown },
  {
    name: "JSON",
    ending: "json",
    type: "application/json",
    write: (conversation) => `${JSON.stringify(conversation, null, 2)}\n`,
  },
  { name: "Cited works, BibTeX", ending: "bib", type: "application/x-bibtex", write: ofCited(asBibtex) },
  { name: "Cited works, RIS", ending: "ris", type: "application/x-research-info-systems", write: ofCited(asRis) },
  {
    name: "Cited works, CSL-JSON",
    ending: "csl.json",
    type: "application/vnd.citationstyles.csl+json",
    write: ofCited(asCsl),
  },
];

/**
 * A menu of forms; the conversation is read when one is chosen.
 *
 * @param {() => Promise<Conversation>} read
 * @param {(problem: unknown) => void} fail
 * @param {string} [what] is named to those who hear the button alone
 */
export function makeExports(read, fail, what) {
  const choices = FORMS.map(({ name, ending, type, write }) => {
    const press = async () => {
      try {
        const conversation = await read();
        save(`${fileName(conversation.title)}.${ending}`, type, await write(conversation));
      } catch (problem) {
        fail(problem);
      }
    };
    return { text: name, press };
  });
  return makeMenu("Export", choices, what && `Export ${what}`);
}

/**
 * The records of the works that are cited, in the order in which they are. One that is no longer in the corpus is given
 * as it was cited, without what an answer does not tell.
 *
 * @param {Conversation} conversation
 * @returns {Promise<Work[]>}
 */
async function citedWorks({ turns }) {
  /** @type {Map<string, Work>} */
  const cited = new Map();
  for (const { document_id: id, document: work } of turns.flatMap(({ citations }) => citations)) {
    if (!cited.has(id)) cited.set(id, { ...work, id, volume: null, pages: null, unverified: [] });
  }
  const ids = [...cited.keys()];
  for (let first = 0; first < ids.length; first += AT_ONCE) {
    const query = new URLSearchParams(ids.slice(first, first + AT_ONCE).map((id) => ["id", id]));
    for (const work of (await findWorks(query)).documents) cited.set(work.id, work);
  }
  return [...cited.values()];
}

/** A name that every system takes. @param {string} title */
function fileName(title) {
  const plain = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60);
  return plain.replace(/^-+|-+$/g, "") || "conversation";
}

/** @param {string} name @param {string} type @param {string} text */
function save(name, type, text) {
  const href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000); // a large file may still be being written
}
