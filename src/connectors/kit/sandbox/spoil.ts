/** A record no connector can read, among others that are as they were: what the suite plants into lists. */

import type { Json } from "../../../commerce/product.ts";
import { plainJson } from "../parse/json.ts";
import { element, parseXml, type XmlNode, xmlText } from "../parse/xml.ts";
import type { SandboxReply } from "./reply.ts";

/** Names, without case and signs, under which platforms tell a record's own id. */
const IDS =
  /^(?:id|entityid|legacyresourceid|orderid|amazonorderid|ordersn|sellerorderid|tokenvalue|productid|itemid|sku|shopsku|code)$/;
/** A record of another id is left as it is, with all that stands inside. */
const OWN = /^(?:id|entity_id|legacyResourceId)$/;
/** What stays as it is: a walk goes by ids and times. */
const STORED = /^(?:__typename|.*(?:id|sn|_at|at)|.*(?:time|date|cursor|token|created|updated|modified).*)$/i;

const nobodyKnows = { spoiled: [true] };

/** A record's key, and the fields beside the usual ones that a platform tells it in (`receipt_id`). */
export interface SpoiledRecord {
  readonly key: string;
  readonly recordIds?: readonly string[] | undefined;
}

/** An answer with every whole record of this key made unreadable; rows that only name the key stay. */
export function spoiledReply(reply: SandboxReply, key: SpoiledRecord): SandboxReply {
  if (reply.json !== undefined) return { ...reply, json: spoiled(JSON.parse(JSON.stringify(reply.json)), key) };
  if (reply.text?.startsWith("<?xml")) return { ...reply, text: xmlText(spoiledXml(parseXml(reply.text), key)) };
  if (reply.text === undefined || !/^\s*[[{]/.test(reply.text)) return reply;
  if (plainJson(reply.text) !== undefined)
    return { ...reply, text: JSON.stringify(spoiled(JSON.parse(reply.text), key)) };
  // Exports have a record in each line, whole however flat it is.
  const lines = reply.text.split("\n").filter((line) => line.trim() !== "");
  return { ...reply, text: lines.map((line) => JSON.stringify(spoiled(JSON.parse(line), key, true))).join("\n") };
}

function spoiled(json: Json, key: SpoiledRecord, isLine = false): Json {
  if (Array.isArray(json)) return json.map((one) => spoiled(one, key));
  if (json === null || typeof json !== "object") return json;
  const fields = Object.entries(json);
  const isWhole = isLine || fields.some(([, value]) => value !== null && typeof value === "object");
  if (!fields.some(([name, value]) => reports(name, value, key))) {
    const isOwn = (name: string) => OWN.test(name) || key.recordIds?.includes(name);
    if (fields.some(([name, value]) => isOwn(name) && typeof value !== "object")) return json;
    return Object.fromEntries(
      fields.map(([name, value]) => [name, name === key.key && isObject(value) ? nobodyKnows : spoiled(value, key)]),
    );
  }
  if (!isWhole) return json;
  return Object.fromEntries(
    fields.map(([name, value]) => {
      const isStored = value === null || reports(name, value, key) || (STORED.test(name) && !isObject(value));
      return [name, isStored ? value : nobodyKnows];
    }),
  );
}

/** The same of an element, whose children are its fields. */
function spoiledXml(node: XmlNode, key: SpoiledRecord): XmlNode {
  const { name, attributes, children } = node;
  const isReported = (child: XmlNode) => child.children.length === 0 && reports(child.name, child.text.trim(), key);
  if (children.length === 0) return node;
  if (!children.some(isReported))
    return element(
      name,
      children.map((child) => spoiledXml(child, key)),
      attributes,
    );
  const isStored = (child: XmlNode) => isReported(child) || (STORED.test(child.name) && child.children.length === 0);
  const unknown = (child: XmlNode) => element(child.name, [element("spoiled", "true")]);
  return element(
    name,
    children.map((child) => (isStored(child) ? child : unknown(child))),
    attributes,
  );
}

const isObject = (value: Json): boolean => value !== null && typeof value === "object";

const plainName = (name: string): string => name.replaceAll(/[^a-z]/gi, "").toLowerCase();

/** Whether the field is this id; some platforms put an address before it, some connectors a word ("item:110"). */
function reports(name: string, value: Json, { key, recordIds }: SpoiledRecord): boolean {
  if (typeof value !== "string" && typeof value !== "number") return false;
  return (
    (IDS.test(plainName(name)) || recordIds?.includes(name) === true) &&
    (String(value) === key || String(value).endsWith(`/${key}`) || key.endsWith(`:${value}`))
  );
}
