/**
 * Makes an element. Text is only ever added as text nodes, so nothing that was typed or quoted can become markup.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean | null | ((event: Event) => void)>} [attributes] a function is a listener
 * @param {...(Node | string | null)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * Makes a button.
 *
 * @param {string} text
 * @param {(event: Event) => void} press
 * @param {Record<string, string | boolean | null>} [attributes]
 */
export function makeButton(text, press, attributes = {}) {
  return make("button", { type: "button", click: press, ...attributes }, text);
}

/** The part of an element that is known to be there. @param {HTMLElement} element @param {string} selector */
export const part = (element, selector) => /** @type {HTMLElement} */ (element.querySelector(selector));
