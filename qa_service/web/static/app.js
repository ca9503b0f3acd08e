/** Ties the page together: the question field, the turns, the source panel and the examples. */

import { ask as askService, listDocuments, Problem } from "./api.js";
import { Turn } from "./answer.js";
import { make, makeButton } from "./dom.js";
import { makeExamples } from "./examples.js";
import { SourcePanel } from "./source.js";
import { counted, reasonInWords } from "./words.js";

/** @typedef {import("./api.js").ChatEvent} ChatEvent */

const WORKS_FOR_EXAMPLES = 100;

/** @template {HTMLElement} Kind @param {string} id @returns {Kind} */
const byId = (id) => /** @type {Kind} */ (document.getElementById(id));

const field = /** @type {HTMLTextAreaElement} */ (byId("question"));
const turns = byId("turns");
const welcome = byId("welcome");
const announcements = byId("announcements");
const stopButton = /** @type {HTMLButtonElement} */ (byId("stop"));
const askButton = /** @type {HTMLButtonElement} */ (byId("ask"));
const panel = new SourcePanel(byId("source"));

/** @type {string | null} */
let conversationId = null;
/** @type {AbortController | null} the question that is being answered */
let asking = null;

/** @param {string} question @param {Turn | null} [failed] the turn that this one takes the place of */
async function ask(question, failed = null) {
  if (asking || !question.trim()) return;
  const { signal } = (asking = new AbortController());
  const turn = addTurn(question, failed);
  showAsking(true);
  try {
    for await (const event of askService(question, conversationId, signal)) {
      turn.show(event);
      announce(spoken(event));
      if (event.name === "answer") conversationId = event.data.conversation_id;
    }
  } catch (error) {
    if (signal.aborted) turn.stop();
    else turn.fail(asProblem(error));
    announce(signal.aborted ? "Stopped." : asProblem(error).message);
  } finally {
    asking = null;
    showAsking(false);
  }
}

/** @param {unknown} error */
function asProblem(error) {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem({ code: "page_error", detail: "The answer could not be shown." });
}

/** @param {string} question @param {Turn | null} failed */
function addTurn(question, failed) {
  const turn = new Turn(question, {
    openCitation: (citation, opener) => panel.openCitation(citation, opener),
    openEvidence: (evidence, opener) => panel.openEvidence(evidence, opener),
    ask,
    edit,
    retry: () => ask(question, turn),
  });
  welcome.hidden = true;
  announcements.replaceChildren();
  failed?.element.remove();
  turns.append(turn.element);
  turn.element.scrollIntoView({ block: "start" });
  return turn;
}

/** @param {string} question */
function edit(question) {
  field.value = question;
  field.focus();
}

/** @param {boolean} now */
function showAsking(now) {
  const focused = document.activeElement;
  stopButton.hidden = !now;
  askButton.hidden = now;
  if (focused === document.body || focused === stopButton || focused === askButton) focusField();
}

/** Without a keyboard at hand, focus would bring one up over the answer. */
function focusField() {
  if (matchMedia("(pointer: fine)").matches) field.focus({ preventScroll: true });
}

/** What a screen reader says when an event arrives. @param {ChatEvent} event */
function spoken(event) {
  if (event.name === "passages") return "Searching the literature.";
  if (event.name === "sentence") return event.data.text;
  const { abstention, text, citations } = event.data;
  if (abstention) return `${reasonInWords(abstention.reason)}. ${text}`;
  return `The answer is complete. It cites ${counted(citations.length, "sentence")}.`;
}

/** @param {string} text */
function announce(text) {
  announcements.append(make("p", {}, text));
}

async function greet() {
  try {
    const { total, documents } = await listDocuments(WORKS_FOR_EXAMPLES);
    byId("works").textContent = `${counted(total, "work")}. `;
    const examples = await makeExamples(documents);
    const buttons = examples.map(({ question, title }) => {
      const button = makeButton("", () => ask(question));
      button.append(make("b", {}, question), make("span", {}, title));
      return make("li", {}, button);
    });
    if (buttons.length) welcome.replaceChildren(make("h2", {}, "For example"), make("ul", {}, ...buttons));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const told = make("p", {}, `The works could not be listed: ${error.message}`);
    welcome.replaceChildren(make("div", { class: "problem" }, told, makeButton("Try again", greet)));
  }
}

function submit() {
  const question = field.value;
  if (asking || !question.trim()) return;
  field.value = "";
  ask(question);
}

field.addEventListener("keydown", (event) => {
  // Enter that ends the composition of a character, as in Japanese, is not a question.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
stopButton.addEventListener("click", () => asking?.abort());
focusField();
greet();
