/** What a failed call is called in words a seller understands, and the platform's own words beside it. */

import { type Message, message } from "../../../commerce/message.ts";
import type { Json } from "../../../commerce/product.ts";
import type { ErrorKind } from "../contract/errors.ts";
import { parseJson } from "../parse/json.ts";
import type { XmlNode } from "../parse/xml.ts";
import { parseXml } from "../parse/xml.ts";

const MAX_TERMS = 300;

/** Code of a refusal: a web page answered where the platform's API should be. */
export const NOT_AN_API = "not_an_api";
/** Code of a refusal: nothing answers at the address. */
export const NO_SERVER = "no_server";

/** What the seller is told. `platform` is the connector's name, `text` what the platform said. */
export function sellerMessage(kind: ErrorKind, platform: string, text: string): readonly Message[] {
  // Where to wait is all there is to know; what the platform says of its limits is for programs.
  const isQuoted = text !== "" && kind.kind !== "throttled";
  return [messageOf(kind, platform), ...(isQuoted ? [message("platform.says", { platform, words: text })] : [])];
}

function messageOf(kind: ErrorKind, platform: string): Message {
  switch (kind.kind) {
    case "transient":
      return message(kind.maintenance ? "platform.maintenance" : "platform.transient", { platform });
    case "suspended":
      return message(kind.by === "firewall" ? "platform.firewall" : "platform.suspended", { platform });
    case "throttled":
      return message("platform.throttled", { platform, seconds: Math.ceil(kind.waitMs / 1000) });
    case "forbidden":
      return message("platform.forbidden", { platform, scope: kind.scope });
    case "rejected":
      if (kind.code === NO_SERVER) return message("platform.noServer");
      if (kind.code === NOT_AN_API) return message("platform.notAnApi", { platform });
      return kind.field
        ? message("platform.rejected.field", { platform, field: kind.field })
        : message("platform.rejected", { platform });
    case "drift":
      return message("platform.drift", { platform, path: kind.path });
    default:
      return message(`platform.${kind.kind}`, { platform });
  }
}

/** Where platforms put the message meant for people, in the order of usefulness. */
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

/** The platform's own message in an answer's body; "" when there is none (HTML, empty). */
export function platformText(text: string): string {
  const isXml = /^\s*<\?xml/.test(text);
  if (!isXml && !/^\s*[[{]/.test(text)) return "";
  try {
    if (isXml) return xmlText(parseXml(text.slice(0, 100_000))).slice(0, MAX_TERMS);
    return textsOf(parseJson(text.slice(0, 100_000)), 0).slice(0, MAX_TERMS);
  } catch {
    // A cut or broken body has no message; the body itself is kept in the details.
    return "";
  }
}

/** The text of the first element called like a message for people. */
function xmlText(node: XmlNode): string {
  if (WORD_FIELDS.includes(node.name.toLowerCase()) && node.children.length === 0) return node.text.trim();
  return node.children.map(xmlText).find((text) => text !== "") ?? "";
}

function textsOf(value: Json | undefined, depth: number): string {
  if (typeof value === "string") return value;
  if (depth > 4 || value === null || typeof value !== "object") return "";
  if (Array.isArray(value)) return textsOf(value[0], depth + 1);
  const record = value as { readonly [key: string]: Json };
  for (const field of WORD_FIELDS) {
    const text = textsOf(record[field], depth + 1);
    if (text) return text;
  }
  if (depth === 0) return "";
  // {"errors": {"title": ["can't be blank"]}}: the field's name belongs to the message.
  const [name, inner] = Object.entries(record)[0] ?? [];
  const text = textsOf(inner, depth + 1);
  return name && text ? `${name} ${text}` : "";
}
