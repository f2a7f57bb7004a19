/** Bodies as shops write and read them beside JSON: XML answers, web forms. */
import { setImmediate } from "node:timers/promises";
import type { Json } from "../../commerce/product.ts";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";
import { longAnswerJson } from "../kit/http/answer-json.ts";
import { parseLongXml, type XmlNode } from "../kit/parse/xml.ts";
import type { Common } from "./manifest-common.ts";

export type AnswerForm = Common["answers"];

const read = new WeakMap<object, Promise<Json>>();

/**
 * An answer's body as expressions see it; an empty one is null. Read once, a long one in turns. Throws SyntaxError when it
 * is not what it should be.
 */
export function readBody(response: Pick<PlatformResponse, "text">, answers: AnswerForm): Promise<Json> {
  const cached = read.get(response) ?? bodyOf(response, answers);
  read.set(response, cached);
  return cached;
}

async function bodyOf(response: Pick<PlatformResponse, "text">, answers: AnswerForm): Promise<Json> {
  if (response.text.trim() === "") return null;
  if (answers === "json") return longAnswerJson(response);
  const root = await parseLongXml(response.text);
  const steps = jsonOf(root, { elements: 0 });
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return { [root.name]: step.value };
    await setImmediate();
  }
}

/** Elements of one turn. */
const A_TURN = 2_000;

/**
 * An element with neither attributes nor children is its text. Others are objects: children by name, repeated ones as
 * lists, attributes under "@name", text beside them under "#text". Stops after every turn.
 */
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

/** Fields of a web form; fields inside fields are named a[b], items of lists a[0]. What is null is left out. */
export function formPairs(body: Json, under = ""): [string, string][] {
  if (body === null) return [];
  if (typeof body !== "object") return [[under, String(body)]];
  return Object.entries(body).flatMap(([name, value]) => formPairs(value, under === "" ? name : `${under}[${name}]`));
}
