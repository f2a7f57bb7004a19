/** Numbers as people and programs write them, where a file need not keep to one style. */

export type DecimalSign = "point" | "comma";

/** Spaces of any width, apostrophes and underscores part off groups, and nothing else. */
const GROUPING = /[\s\u00a0\u202f'\u2019_]/g;

/** Of thousands, or of hundreds as India has them; the last is always of thousands. */
const areGroups = (groups: readonly string[]): boolean =>
  groups.every((group, n) => /^\d{3}$/.test(group) || (n < groups.length - 1 && /^\d{2}$/.test(group)));

/**
 * The decimal sign a number shows by itself: the last of two different signs, one that parts off no group, or the one
 * that is left where the other groups twice. Null: "1.234" may be either, "1234" is both.
 */
export function shownSign(text: string): DecimalSign | null {
  const plain = text.replace(GROUPING, "");
  const signs = plain.replace(/[^.,]/g, "");
  const last = signs.at(-1);
  if (last === undefined || !/^[-+]?[\d.,]*\d$/.test(plain)) return null;
  const isLast: DecimalSign = last === "." ? "point" : "comma";
  const other: DecimalSign = isLast === "point" ? "comma" : "point";
  if (signs.length > 1) return new Set(signs).size > 1 ? isLast : other;
  const [whole = "", fraction = ""] = plain.split(last);
  const isGroup = /^\d{3}$/.test(fraction) && /^[-+]?[1-9]\d{0,2}$/.test(whole);
  return isGroup ? null : isLast;
}

/** Plain decimal text, "1234.5"; undefined: no number in this style. */
export function plainNumber(text: string, sign: DecimalSign): string | undefined {
  const plain = text.replace(GROUPING, "");
  const [point, group] = sign === "point" ? [".", ","] : [",", "."];
  const [whole = "", fraction, ...more] = plain.split(point);
  const [first = "", ...groups] = whole.split(group);
  const isWhole = groups.length === 0 ? /^[-+]?\d*$/.test(first) : /^[-+]?\d{1,3}$/.test(first) && areGroups(groups);
  const isFraction = fraction === undefined || /^\d*$/.test(fraction);
  if (more.length > 0 || !isWhole || !isFraction || !/\d/.test(plain)) return undefined;
  return `${[first, ...groups].join("")}${fraction === undefined ? "" : `.${fraction}`}`.replace(/^\+/, "");
}
