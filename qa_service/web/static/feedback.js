/** What stands below an answer: what a reader says of it, and its link. */

import { linkTo } from "./address.js";
import { giveFeedback, Problem } from "./api.js";
import { copy } from "./copying.js";
import { make, makeButton } from "./dom.js";

/** @typedef {import("./api.js").Answer} Answer */
/** @typedef {Pick<import("./api.js").Feedback, "thumbs" | "comment">} Said */

const LONGEST_COMMENT = 4000;
const NOTHING = { thumbs: null, comment: "" };

export class AnswerFoot {
  /** @param {Answer} answer @param {Said} [said] what was said of it before */
  constructor(answer, said = NOTHING) {
    this.answer = answer;
    /** @type {Said} */
    this.said = said;
    this.up = makeButton("Helpful", () => this.rate("up"));
    this.down = makeButton("Not helpful", () => this.rate("down"));
    this.write = makeButton("Comment", () => this.openComment(), { "aria-expanded": "false" });
    const link = makeButton("Share link", () => this.copyLink());
    const rating = make(
      "span",
      { role: "group", "aria-label": "What is this answer worth?" },
      this.up,
      this.down,
      this.write,
    );
    this.status = make("span", { class: "outcome", role: "status" });
    this.below = make("div");
    this.element = make(
      "div",
      { class: "foot" },
      make("div", { class: "foot-row" }, rating, link, this.status),
      this.below,
    );
    this.draw();
    this.showComment();
  }

  draw() {
    this.up.setAttribute("aria-pressed", String(this.said.thumbs === "up"));
    this.down.setAttribute("aria-pressed", String(this.said.thumbs === "down"));
  }

  showComment() {
    const comment = this.said.comment && make("p", { class: "comment", dir: "auto" }, this.said.comment);
    this.show(comment || null);
  }

  /** @param {"up" | "down"} thumbs pressed a second time, it is taken back */
  async rate(thumbs) {
    const taken = this.said.thumbs === thumbs;
    await this.say({ ...this.said, thumbs: taken ? null : thumbs }, taken ? "Taken back." : "Thank you.");
  }

  openComment() {
    const field = make("textarea", { maxlength: String(LONGEST_COMMENT), rows: "2" });
    field.value = this.said.comment;
    const close = () => {
      this.showComment();
      this.write.focus();
    };
    const form = make(
      "form",
      { class: "comment-form" },
      make("label", {}, "What is right or wrong with it?", field),
      make("button", { type: "submit" }, "Save comment"),
      makeButton("Cancel", close),
    );
    form.addEventListener("keydown", ({ key }) => key === "Escape" && close());
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await this.say({ ...this.said, comment: field.value.trim() }, "Comment saved.")) close();
    });
    this.show(form);
    field.focus({ preventScroll: true });
  }

  /** @param {Said} said @param {string} thanks */
  async say(said, thanks) {
    try {
      await giveFeedback(this.answer.id, said);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.tell(error.status === 404 ? "Not saved: this answer was deleted." : `Not saved: ${error.message}`);
      return false;
    }
    this.said = said;
    this.draw();
    this.tell(thanks);
    return true;
  }

  async copyLink() {
    const link = linkTo(this.answer.id);
    try {
      await copy(link);
      this.tell("Link copied.");
    } catch {
      const field = make("input", { type: "text", readonly: true, value: link });
      this.below.querySelector(".link-to-copy")?.remove();
      // A comment that is being written stays.
      this.below.prepend(make("label", { class: "link-to-copy" }, "Copy this link:", field));
      field.select();
    }
  }

  /** @param {HTMLElement | null} below */
  show(below) {
    this.below.replaceChildren(below ?? "");
    this.write.setAttribute("aria-expanded", String(below?.tagName === "FORM"));
    if (below && this.element.isConnected) this.below.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} text */
  tell(text) {
    this.status.textContent = text;
  }
}
