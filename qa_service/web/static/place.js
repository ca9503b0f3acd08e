/**
 * How far down a view is. In a conversation that is told by the turn at the top of the window: turns that are out of
 * view are not laid out, so a distance in pixels would lead elsewhere after a reload.
 */

/** @typedef {{top: number, turn: number, above: number}} Place the turn's place among the others, or -1 */

const MOST_FRAMES = 3;

/** @returns {Place} */
export function placeNow() {
  const head = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  const chat = turns()[0]?.parentElement?.getBoundingClientRect();
  const there = chat ? document.elementsFromPoint(chat.left + chat.width / 2, head + 1) : [];
  const seen = there.map((element) => element.closest(".turn")).find((turn) => turn !== null);
  if (!seen) return { top: scrollY, turn: -1, above: 0 };
  return { top: scrollY, turn: turns().indexOf(seen), above: -seen.getBoundingClientRect().top };
}

/**
 * Goes to a place. Turns near it are laid out only then, and change what is above it: it is gone to again until it stays.
 *
 * @param {Place} place
 */
export function goTo(place, frames = MOST_FRAMES) {
  const there = turns()[place.turn];
  if (!there) return scrollTo({ top: place.top, behavior: "instant" });
  const away = there.getBoundingClientRect().top + place.above;
  if (Math.abs(away) >= 1) scrollBy({ top: away, behavior: "instant" });
  if (frames) requestAnimationFrame(() => goTo(place, frames - 1));
}

const turns = () => [...document.querySelectorAll("#turns > .turn")];
