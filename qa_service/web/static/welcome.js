/** The start of a conversation: questions that the corpus answers. */

import { listDocuments, listExamples, Problem } from "./api.js";
import { make, makeButton } from "./dom.js";
import { counted } from "./words.js";

/**
 * Says how many works there are, and offers questions to begin with. The page can be used before they are there.
 *
 * @param {HTMLElement} count
 * @param {HTMLElement} welcome
 * @param {(question: string) => void} ask
 */
export async function greet(count, welcome, ask) {
  try {
    const works = listDocuments(1).then(({ total }) => (count.textContent = `${counted(total, "work")}. `));
    const [{ examples }] = await Promise.all([listExamples(), works]);
    const lines = examples.map(({ question, title }) => {
      const button = makeButton("", () => ask(question));
      button.append(make("b", { dir: "auto" }, question), make("span", { dir: "auto" }, title));
      return make("li", {}, button);
    });
    welcome.replaceChildren(...(lines.length ? [make("h2", {}, "For example"), make("ul", {}, ...lines)] : []));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const told = make("p", {}, `The works could not be listed: ${error.message}`);
    const again = makeButton("Try again", () => greet(count, welcome, ask));
    welcome.replaceChildren(make("div", { class: "problem" }, told, again));
  }
}
