/** What a failed call is called in words a seller understands, and the platform's own words beside it. */
import type { Json } from "../../commerce/product.ts";
import type { ErrorKind } from "./errors.ts";
import { parseJson } from "./json.ts";
import type { XmlNode } from "./xml.ts";
import { parseXml } from "./xml.ts";

const MAX_WORDS = 300;

/** One sentence for the seller. `platform` is the connector's name, `words` what the platform said. */
export function sellerMessage(kind: ErrorKind, platform: string, words: string): string {
  const said = words ? ` ${platform} says: ${words}` : "";
  switch (kind.kind) {
    case "throttled":
      return `${platform} asks for a pause; the call is repeated in ${Math.ceil(kind.waitMs / 1000)} s.`;
    case "transient":
      return `${platform} has a temporary problem; the call is repeated later.${said}`;
    case "auth_expired":
      return `The access to ${platform} has expired.${said}`;
    case "auth_revoked":
      return `${platform} no longer accepts the credentials. Please connect the account again.${said}`;
    case "forbidden":
      return `${platform} refuses this for lack of the right "${kind.scope}".${said}`;
    case "suspended":
      return `The account at ${platform} is suspended or unpaid.${said}`;
    case "rejected":
      return `${platform} refuses the data${kind.field ? ` in field "${kind.field}"` : ""}.${said}`;
    case "not_found":
      return `${platform} does not know this record.${said}`;
    case "conflict":
      return `Something changed at ${platform} in the meantime.${said}`;
    case "unsupported":
      return `${platform} cannot do this.${said}`;
    case "facts_stale":
      return `The setup of the account at ${platform} has changed; it is read again.${said}`;
    case "drift":
      return `The answer of ${platform} has changed at "${kind.path}"; the connector needs an update.${said}`;
    case "ambiguous":
      return `It is not known whether ${platform} carried this out; it is looked up before it is repeated.${said}`;
  }
}

/** Where platforms put the sentence meant for people, in the order of usefulness. */
const WORD_FIELDS = [
  "message",
  "error_description",
  "detail",
  "title",
  "error",
  "errors",
  "userErrors",
  "description",
  "reason",
];

/** The platform's own sentence in an answer's body; "" when there is none (HTML, empty). */
export function platformWords(text: string): string {
  const isXml = /^\s*<\?xml/.test(text);
  if (!isXml && !/^\s*[[{]/.test(text)) return "";
  try {
    if (isXml) return xmlWords(parseXml(text.slice(0, 100_000))).slice(0, MAX_WORDS);
    return wordsOf(parseJson(text.slice(0, 100_000)), 0).slice(0, MAX_WORDS);
  } catch {
    // A cut or broken body has no sentence; the body itself is kept in the details.
    return "";
  }
}

/** The text of the first element called like a sentence for people. */
function xmlWords(node: XmlNode): string {
  if (WORD_FIELDS.includes(node.name.toLowerCase()) && node.children.length === 0) return node.text.trim();
  return node.children.map(xmlWords).find((words) => words !== "") ?? "";
}

function wordsOf(value: Json | undefined, depth: number): string {
  if (typeof value === "string") return value;
  if (depth > 4 || value === null || typeof value !== "object") return "";
  if (Array.isArray(value)) return wordsOf(value[0], depth + 1);
  const record = value as { readonly [key: string]: Json };
  for (const field of WORD_FIELDS) {
    const words = wordsOf(record[field], depth + 1);
    if (words) return words;
  }
  if (depth === 0) return "";
  // {"errors": {"title": ["can't be blank"]}}: the field's name belongs to the sentence.
  const [name, inner] = Object.entries(record)[0] ?? [];
  const words = wordsOf(inner, depth + 1);
  return name && words ? `${name} ${words}` : "";
}
