/** Text as LaTeX writes it, so that a bibliography is read the same by old programs and by new ones. */

/** @type {Record<string, string>} */
const SPECIAL = {
  "\\": "{\\textbackslash}",
  // BibTeX counts braces even where they are escaped, so that one of its own would end the field.
  "{": "{\\textbraceleft}",
  "}": "{\\textbraceright}",
  "~": "{\\textasciitilde}",
  "^": "{\\textasciicircum}",
  "&": "\\&",
  "%": "\\%",
  $: "\\$",
  "#": "\\#",
  _: "\\_",
  ß: "{\\ss}",
  ø: "{\\o}",
  Ø: "{\\O}",
  æ: "{\\ae}",
  Æ: "{\\AE}",
  œ: "{\\oe}",
  Œ: "{\\OE}",
  ł: "{\\l}",
  Ł: "{\\L}",
  ı: "{\\i}",
  "–": "--",
  "—": "---",
  "’": "'",
  "‘": "`",
  "“": "``",
  "”": "''",
};

/** @type {Record<string, string>} */
const ACCENTS = {
  "\u0300": "\\`",
  "\u0301": "\\'",
  "\u0302": "\\^",
  "\u0303": "\\~",
  "\u0304": "\\=",
  "\u0306": "\\u ",
  "\u0307": "\\.",
  "\u0308": '\\"',
  "\u030a": "\\r ",
  "\u030b": "\\H ",
  "\u030c": "\\v ",
  "\u0327": "\\c ",
  "\u0328": "\\k ",
};

/** @param {string} text */
export function latex(text) {
  return text
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .replace(/./gsu, (char) => SPECIAL[char] ?? accented(char));
}

/** A letter with one accent that LaTeX knows, or the character as it is. @param {string} char */
function accented(char) {
  const [letter, accent, ...more] = char.normalize("NFD");
  const command = more.length || !/[a-z]/i.test(letter) ? undefined : ACCENTS[accent];
  return command ? `{${command}${letter}}` : char;
}
