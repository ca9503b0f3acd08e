/** Calls back when somebody who types in a form pauses, or sends it. */

const PAUSE_MS = 250;

/** @param {HTMLFormElement} form @param {() => void} search */
export function whenTyped(form, search) {
  let waiting = 0;
  form.addEventListener("input", () => {
    const { hash } = location;
    clearTimeout(waiting);
    // Who left the view within the pause is not led back to it.
    waiting = setTimeout(() => location.hash === hash && search(), PAUSE_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    search();
  });
}
