const GAP = /\{\{(\w+)\}\}/;

/** A sentence with `{{gaps}}` as the source of an expression that finds it filled, each gap a group of its name. */
export function gapShape(sentence: string): string {
  const parts = sentence.split(GAP);
  return parts.map((part, at) => (at % 2 === 0 ? literal(part) : `(?<${part}>.+?)`)).join("");
}

export const hasGaps = (sentence: string): boolean => GAP.test(sentence);

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
