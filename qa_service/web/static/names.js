/**
 * Names of authors, told apart into those of persons and those of bodies. A body's name stays whole, and so does
 * whatever could be either: a name that was wrongly cut in two is worse than one that was not cut.
 *
 * @typedef {{family: string, given: string} | {literal: string}} Name
 */

const INITIALS = /^(?:\p{Lu}\.?-?){1,4}$/u;
// Words that stand in the names of bodies, and in those of no person; an ending may be left open.
const OF_BODIES = String.raw`
  academ\w* administration agency alliance and association authority board bureau centers? centres? clinics?
  collaborat\w+ college commission committee company consortium corporation council court department drugs?
  federation for foundation gmbh group health hospitals? inc initiative institut\w* investigators laborator\w+ ltd
  ministry network of office organi[sz]ation panel pharma\w* practice press program\w* project reference register
  registry research school services? societ\w+ study team the trial\w* trust union universit\w+ workgroup working
`;
const BODY = new RegExp(`\\b(?:${OF_BODIES.trim().split(/\s+/).join("|")})\\b`, "i");
const PARTICLE = /^(?:al|da|dal|de|del|della|den|der|di|dos|du|el|la|le|ten|ter|van|von|zu|zur)$/i;

/** Whether a list of authors goes on where it ends. @param {string[]} authors */
export const goesOn = (authors) => authors.some(isEtAl);

/**
 * The authors of a work, without the words that only say that there are more.
 *
 * @param {string[]} authors
 * @returns {Name[]}
 */
export const namesOf = (authors) => authors.filter((author) => !isEtAl(author)).map(nameOf);

/** @param {string} author */
const isEtAl = (author) => /^(?:et al|and others)\.?$/i.test(author.trim());

/** @param {string} author @returns {Name} */
export function nameOf(author) {
  const written = author.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  const literal = { literal: written };
  if (/[()\d&]/.test(written)) return literal;
  const [family, given, ...more] = written.split(/, ?/);
  if (given && !more.length) return BODY.test(written) ? literal : { family, given };
  const words = written.split(" ");
  const last = words[words.length - 1];
  if (words.length > 1 && INITIALS.test(last)) {
    const name = words.slice(0, -1).join(" ");
    return words.length > 2 && BODY.test(name) ? literal : { family: name, given: spelled(last) };
  }
  return BODY.test(written) ? literal : (givenFirst(words) ?? literal);
}

/** "John Newsom-Davis", "John A. Smith", "Ludwig van Beethoven". @param {string[]} words @returns {Name | null} */
function givenFirst(words) {
  let start = words.length - 1;
  while (start > 1 && PARTICLE.test(words[start - 1])) start -= 1;
  const isAbbreviation = /^\p{Lu}{2,}$/u.test(words[0]);
  const areNames = [words[0], words[words.length - 1]].every((word) => /^\p{Lu}/u.test(word));
  if (start < 1 || isAbbreviation || !areNames || !words.slice(1, start).every((word) => INITIALS.test(word)))
    return null;
  return { family: words.slice(start).join(" "), given: words.slice(0, start).join(" ") };
}

/** "PW" as "P. W.", "J-P" as "J.-P.". @param {string} initials */
function spelled(initials) {
  return initials
    .replace(/\./g, "")
    .replace(/\p{Lu}(?=\p{Lu})/gu, "$&. ")
    .replace(/\p{Lu}(?=-)/gu, "$&.")
    .replace(/\p{Lu}$/u, "$&.");
}
