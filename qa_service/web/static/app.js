/** Ties the page together: the conversation and the source panel. */

import { Chat } from "./chat.js";
import { SourcePanel } from "./source.js";

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const panel = new SourcePanel(byId("source"));
const chat = new Chat(byId("chat"), panel, { answered: () => undefined, under: () => null });

chat.focusField();
chat.greet(byId("works"));
