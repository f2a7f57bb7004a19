const GAP = /\{\{(\w+)\}\}/;

/** A sentence with `{{gaps}}` as the source of an expression that finds it filled, each gap a group of its name. */
export function gapShape(sentence: string): string {
  const parts = sentence.split(GAP);
  const met = new Set<string>();
  return parts
    .map((part, at) => {
      if (at % 2 === 0) return literal(part);
      // A gap that stands in a sentence twice holds the same both times.
      const shape = met.has(part) ? `\\k<${part}>` : `(?<${part}>.+?)`;
      met.add(part);
      return shape;
    })
    .join("");
}

export const hasGaps = (sentence: string): boolean => GAP.test(sentence);

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
