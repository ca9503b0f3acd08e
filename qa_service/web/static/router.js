/** Shows the view that the address names, marks it in the navigation, and moves focus to its heading. */

import { Problem } from "./api.js";
import { readAddress } from "./address.js";
import { make, makeButton } from "./dom.js";
import { remember, remembered } from "./memory.js";
import { goTo, placeNow } from "./place.js";

/**
 * @typedef {import("./address.js").Address} Address
 * @typedef {{title: string, heading: HTMLElement | null, place?: "top" | "heading" | "as left"}} Shown the window's title,
 *   what takes the focus, and how far it is scrolled; without a place, no further than the view has scrolled itself
 * @typedef {object} View
 * @property {"ask" | "conversations" | "works"} name the link of the navigation that leads to it
 * @property {string} [what] what it shows, where it shows one of many
 * @property {(address: Address) => boolean} isAt
 * @property {(address: Address, signal: AbortSignal) => Promise<Shown>} show
 */

const SITE = document.title;
const PLACES = "places";
const MOST_PLACES = 100;

export class Router {
  /**
   * @param {View[]} views
   * @param {HTMLElement} navigation
   * @param {HTMLElement} stage where everything but the conversation is shown
   * @param {() => void} leave what is done when the conversation is left
   */
  constructor(views, navigation, stage, leave) {
    this.views = views;
    this.leave = leave;
    this.navigation = navigation;
    this.stage = stage;
    this.going = new AbortController();
    this.hash = location.hash;
    /** @type {Map<string, import("./place.js").Place>} how far each address was scrolled when it was left */
    this.places = new Map(remembered(PLACES, []));
    history.scrollRestoration = "manual";
  }

  start() {
    // A link that was pressed leads to the top of what it names; every other way leads back to where one was.
    let pressed = false;
    const isLink = (/** @type {Event} */ { target }) =>
      target instanceof Element && target.closest('a[href^="#"]') !== null;
    document.addEventListener("click", (event) => (pressed = isLink(event)), true);
    addEventListener("hashchange", () => {
      this.follow(!pressed);
      pressed = false;
    });
    addEventListener("scroll", () => this.places.set(this.hash, placeNow()), { passive: true });
    addEventListener("pagehide", () => remember(PLACES, [...this.places].slice(-MOST_PLACES)));
    // A page that is loaded anew, or gone back to, is where it was.
    const [loaded] = performance.getEntriesByType("navigation");
    return this.follow(/** @type {PerformanceNavigationTiming | undefined} */ (loaded)?.type !== "navigate");
  }

  /** Goes to an address, as if its link had been pressed. @param {string} hash */
  async go(hash) {
    if (hash !== location.hash) history.pushState(null, "", hash);
    await this.follow();
  }

  /** Gives what is shown another address, without showing it anew. @param {string} hash */
  rename(hash) {
    history.replaceState(null, "", hash);
    this.hash = hash;
  }

  /**
   * What is shown has an address of its own from now on; back leads to the one before.
   *
   * @param {string} hash
   * @param {string} title
   */
  arrive(hash, title) {
    history.pushState(null, "", hash);
    this.hash = hash;
    this.name(title);
  }

  /** Shows what the address names. @param {boolean} [cameBack] then as far down as it was left */
  async follow(cameBack = false) {
    this.going.abort();
    const { signal } = (this.going = new AbortController());
    const before = this.places.get(location.hash);
    const address = readAddress(location.hash);
    this.hash = location.hash;
    const view = this.views.find(({ isAt }) => isAt(address));
    if (view?.name !== "ask") {
      this.leave();
      // What is loaded first is not the conversation, so it is not shown meanwhile.
      if (!this.stage.childElementCount) showStage(true);
    }
    this.mark(view?.name);
    const shown = view ? await this.tryToShow(view, address, signal) : this.nowhere();
    if (signal.aborted || !shown) return;
    this.name(shown.title);
    shown.heading?.focus({ preventScroll: true });
    if (before && (cameBack || shown.place === "as left")) goTo(before);
    else if (shown.place === "heading") shown.heading?.scrollIntoView({ block: "start", behavior: "instant" });
    else if (shown.place) scrollTo({ top: 0, behavior: "instant" });
  }

  /** @param {string} title */
  name(title) {
    document.title = title ? `${title} · ${SITE}` : SITE;
  }

  /** @param {View} view @param {Address} address @param {AbortSignal} signal @returns {Promise<Shown | null>} */
  async tryToShow(view, address, signal) {
    try {
      return await view.show(address, signal);
    } catch (error) {
      if (signal.aborted) return null;
      if (!(error instanceof Problem)) throw error;
      return error.status === 404 || error.status === 422 ? this.missing(view.what ?? "page") : this.failed(error);
    }
  }

  nowhere() {
    return this.tell(
      "There is nothing at this address",
      "The link may not be complete. Everything can be reached from here:",
    );
  }

  /** @param {string} what */
  missing(what) {
    return this.tell(
      `This ${what} is not here`,
      "It may have been deleted, or the link is not complete. Everything that is here:",
    );
  }

  /** @param {Problem} problem */
  failed(problem) {
    const again = makeButton("Try again", () => this.follow());
    return this.tell("This could not be opened", problem.message, again);
  }

  /** @param {string} title @param {string} text @param {HTMLElement} [more] @returns {Shown} */
  tell(title, text, more) {
    const heading = make("h2", { tabindex: "-1" }, title);
    const ways = [
      ["#/", "Ask a question"],
      ["#/conversations", "Conversations"],
      ["#/works", "Works"],
    ];
    const links = ways.map(([href, name]) => make("li", {}, make("a", { href }, name)));
    this.stage.replaceChildren(heading, make("p", {}, text), more ?? make("ul", { class: "ways" }, ...links));
    showStage(true);
    return { title, heading, place: "top" };
  }

  /** @param {string | undefined} name */
  mark(name) {
    for (const link of this.navigation.querySelectorAll("a")) {
      if (link.dataset.view === name) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}

/** Shows the stage and hides the conversation, or the other way round. @param {boolean} now */
export function showStage(now) {
  for (const [id, hidden] of /** @type {[string, boolean][]} */ ([
    ["stage", !now],
    ["asking", now],
    ["chat", now],
  ])) {
    /** @type {HTMLElement} */ (document.getElementById(id)).hidden = hidden;
  }
}
