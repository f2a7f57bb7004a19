/** Several values in one cell: separated, with a backslash before a separator that is part of a value. */

/** The values of a cell, trimmed, empty ones left out. Of backslashes only those before the separator or another one count. */
export function splitList(text: string, separator: string): string[] {
  const values: string[] = [];
  let value = "";
  for (let at = 0; at < text.length; at++) {
    const taken = [separator, "\\"].find((each) => text[at] === "\\" && text.startsWith(each, at + 1));
    if (taken !== undefined) {
      value += taken;
      at += taken.length;
    } else if (text.startsWith(separator, at)) {
      values.push(value);
      value = "";
      at += separator.length - 1;
    } else value += text[at];
  }
  values.push(value);
  return values.map((each) => each.trim()).filter((each) => each !== "");
}

/** The cell that `splitList` reads as these values. */
export function joinList(values: readonly string[], separator: string): string {
  return values
    .map((value) => value.replaceAll("\\", "\\\\").replaceAll(separator, `\\${separator}`))
    .join(separator === "," || separator === ";" ? `${separator} ` : ` ${separator} `);
}

/** Addresses of pictures: a separator counts where another address follows it, for it may stand within one. */
export function splitAddresses(text: string): string[] {
  const pieces = text.split(/(?<=[,;|\s])(?=https?:\/\/)/i);
  return pieces
    .map((each, at) => (at < pieces.length - 1 ? withoutSeparators(each) : each).trim())
    .filter((each) => each !== "");
}

/** By hand: a pattern that ends in "as many as there are, at the end" takes a square of the time over a long run of them. */
function withoutSeparators(text: string): string {
  let end = text.length;
  while (end > 0 && /[,;|\s]/.test(text[end - 1] ?? "")) end -= 1;
  return text.slice(0, end);
}
