/** A button that opens a menu; arrow keys, Home, End and Escape work as in any menu. */

import { make, makeButton } from "./dom.js";

/** @typedef {{text: string, press: () => void}} Choice */

/**
 * @param {string} name
 * @param {Choice[]} choices
 * @param {string} [label] the name for those who hear the button alone
 */
export function makeMenu(name, choices, label = name) {
  const named = { "aria-label": label, "aria-haspopup": "menu", "aria-expanded": "false" };
  const button = makeButton(name, () => show(list.hidden), named);
  const items = choices.map(({ text, press }) => {
    const choose = () => {
      show(false);
      button.focus();
      press();
    };
    return makeButton(text, choose, { role: "menuitem", tabindex: "-1" });
  });
  const lines = items.map((item) => make("li", { role: "none" }, item));
  const list = make("ul", { role: "menu", "aria-label": label, hidden: true }, ...lines);
  const show = (/** @type {boolean} */ now) => {
    list.hidden = !now;
    button.setAttribute("aria-expanded", String(now));
    if (now) items[0].focus();
  };
  const leave = (/** @type {Event} */ event) => {
    const next = /** @type {FocusEvent} */ (event).relatedTarget;
    if (!(next instanceof Node && element.contains(next))) show(false);
  };
  const press = (/** @type {Event} */ event) => move(/** @type {KeyboardEvent} */ (event), items, button, show);
  const element = make("div", { class: "menu", keydown: press, focusout: leave }, button, list);
  return element;
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} items
 * @param {HTMLElement} button
 * @param {(now: boolean) => void} show
 */
function move(event, items, button, show) {
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const places = { ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1 };
  if (event.key === "Escape" && at >= 0) {
    show(false);
    button.focus();
  } else if (event.key in places) {
    show(true);
    items.at(places[/** @type {keyof places} */ (event.key)] % items.length)?.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}
