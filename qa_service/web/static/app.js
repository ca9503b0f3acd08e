/** Ties the page together: its views, the addresses that lead to them, and what one does for another. */

import { Asking } from "./asking.js";
import { Chat } from "./chat.js";
import { ConversationsView } from "./conversations.js";
import { ReadingView } from "./reading.js";
import { Router } from "./router.js";
import { SourcePanel } from "./source.js";
import { WorksView } from "./works.js";

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const stage = byId("stage");
const navigation = byId("views");
const askLink = /** @type {HTMLAnchorElement} */ (navigation.querySelector("[data-view=ask]"));
const panel = new SourcePanel(byId("source"));
const chat = new Chat(byId("chat"), panel, {
  begun: (id, question) => asking.begun(id, question),
  answered: (answer) => asking.answered(answer),
  under: (answer) => asking.foot(answer),
});

/** Puts a question into the field of the conversation that is open. @param {string} question */
async function draft(question) {
  await router.go(askLink.hash);
  chat.drafts.edit(question);
}

/** @type {import("./router.js").View[]} */
const views = [];
const router = new Router(views, navigation, stage, () => panel.close());
/** @type {Asking} */
const asking = new Asking(byId("asking"), askLink, { chat, router, panel });
const works = new WorksView(stage, router);
const reading = new ReadingView(stage, () => works.left, draft);
const conversations = new ConversationsView(stage, router, {
  renamed: (id, title) => asking.renamed(id, title),
  deleted: (id) => asking.deleted(id),
});
views.push(...asking.views(), conversations.view(), works.view(), reading.view());

router.start();
chat.greet(byId("works"));
