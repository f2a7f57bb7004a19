import type { Json } from "../../../commerce/product.ts";

/** Letters of a value that people are shown: as many are looked through for secrets at once. */
const MOST = 256 * 1024;
const LEFT_OUT = "(too long to be shown)";

/** The value, or words in its place where it is too long. */
export const shownOf = (value: Json): Json => (lettersLeft(value, MOST) < 0 ? LEFT_OUT : value);

/** Of `most` letters those that the value does not need; below 0, it was not looked at to its end. */
function lettersLeft(value: Json, most: number): number {
  if (typeof value === "string") return most - value.length;
  if (value === null || typeof value !== "object") return most - 8;
  let left = most - 2;
  for (const [name, inner] of Object.entries(value)) {
    left = lettersLeft(inner, left - name.length - 4);
    if (left < 0) return left;
  }
  return left;
}
