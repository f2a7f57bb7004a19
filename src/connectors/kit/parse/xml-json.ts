/** An XML answer as JSON, for what reads and keeps answers in that form. */
import { setImmediate } from "node:timers/promises";
import type { Json } from "../../../commerce/product.ts";
import { parseLongXml, type XmlNode } from "./xml.ts";

/** Elements of one turn. */
const A_TURN = 2_000;

/**
 * A document as JSON, under its root's name: an element with neither attributes nor children is its text. Others are
 * objects: children by name, repeated ones as lists, attributes under "@name", text beside them under "#text". A long one is
 * read in turns. Throws SyntaxError as `parseXml` does.
 */
export async function xmlJson(text: string): Promise<Json> {
  const root = await parseLongXml(text);
  const steps = jsonOf(root, { elements: 0 });
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return { [root.name]: step.value };
    await setImmediate();
  }
}

/** Stops after every turn. */
function* jsonOf(
  { attributes, children, text }: XmlNode,
  seen: { elements: number },
): Generator<undefined, Json, undefined> {
  seen.elements += 1;
  if (seen.elements % A_TURN === 0) yield;
  const own = text.trim();
  if (children.length === 0 && Object.keys(attributes).length === 0) return own;
  const fields = new Map<string, Json>(Object.entries(attributes).map(([name, value]) => [`@${name}`, value]));
  for (const [name, same] of Map.groupBy(children, (child) => child.name)) {
    const values: Json[] = [];
    for (const one of same) values.push(yield* jsonOf(one, seen));
    const [only] = values;
    fields.set(name, only === undefined || values.length > 1 ? values : only);
  }
  if (own !== "") fields.set("#text", own);
  return Object.fromEntries(fields);
}
