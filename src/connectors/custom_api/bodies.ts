/** Bodies as shops write and read them beside JSON: XML answers, web forms. */
import type { Json } from "../../commerce/product.ts";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";
import { longAnswerJson } from "../kit/http/answer-json.ts";
import { xmlJson } from "../kit/parse/xml-json.ts";
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
  return xmlJson(response.text);
}

/** Fields of a web form; fields inside fields are named a[b], items of lists a[0]. What is null is left out. */
export function formPairs(body: Json, under = ""): [string, string][] {
  if (body === null) return [];
  if (typeof body !== "object") return [[under, String(body)]];
  return Object.entries(body).flatMap(([name, value]) => formPairs(value, under === "" ? name : `${under}[${name}]`));
}
