/** Bodies as shops write and read them beside JSON: XML answers, web forms. */
import type { Json } from "../../commerce/product.ts";
import { parseJson } from "../kit/parse/json.ts";
import { parseXml, type XmlNode } from "../kit/parse/xml.ts";
import type { Common } from "./manifest-common.ts";

export type AnswerForm = Common["answers"];

/** An answer's body as expressions see it; an empty one is null. Throws SyntaxError when it is not what it should be. */
export function readBody(text: string, answers: AnswerForm): Json {
  if (text.trim() === "") return null;
  if (answers === "json") return parseJson(text);
  const root = parseXml(text);
  return { [root.name]: jsonOf(root) };
}

/**
 * An element with neither attributes nor children is its text. Others are objects: children by name, repeated ones as
 * lists, attributes under "@name", text beside them under "#text".
 */
function jsonOf({ attributes, children, text }: XmlNode): Json {
  const own = text.trim();
  if (children.length === 0 && Object.keys(attributes).length === 0) return own;
  const fields = new Map<string, Json>(Object.entries(attributes).map(([name, value]) => [`@${name}`, value]));
  for (const [name, same] of Map.groupBy(children, (child) => child.name)) {
    const [only, ...others] = same.map(jsonOf);
    fields.set(name, only === undefined || others.length > 0 ? same.map(jsonOf) : only);
  }
  if (own !== "") fields.set("#text", own);
  return Object.fromEntries(fields);
}

/** Fields of a web form; fields inside fields are named a[b], items of lists a[0]. What is null is left out. */
export function formPairs(body: Json, under = ""): [string, string][] {
  if (body === null) return [];
  if (typeof body !== "object") return [[under, String(body)]];
  return Object.entries(body).flatMap(([name, value]) => formPairs(value, under === "" ? name : `${under}[${name}]`));
}
