const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** HTML as plain text: paragraphs, breaks and list items become lines, all other marks go. */
export function plainText(html: string): string {
  return without("style", without("script", html))
    .replace(/<li\b[^<>]*>/gi, "- ")
    .replace(/<br\s*\/?>|<\/(?:li|tr|h[1-6])\s*>/gi, "\n")
    .replace(/<\/(?:p|div|ul|ol|table)\s*>/gi, "\n\n")
    .replace(/<[a-z!/][^<>]*>/gi, "")
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, decoded)
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Without these elements and what stands in them. One that nothing closes stays: what is behind it is read once. */
function without(name: "script" | "style", html: string): string {
  const [begin, end] = [new RegExp(`<${name}\\b`, "gi"), new RegExp(`</${name}\\s*>`, "gi")];
  let visible = "";
  for (let at = 0; ; at = end.lastIndex) {
    begin.lastIndex = at;
    const start = begin.exec(html)?.index ?? html.length;
    visible += html.slice(at, start);
    end.lastIndex = start;
    if (end.exec(html) === null) return visible + html.slice(start);
  }
}

function decoded(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
}
