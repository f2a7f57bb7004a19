/** What is kept with its codes, put into the language of whoever asked: at one place, for every route. */
import type { MessagePart, StoredText } from "../commerce/message.ts";
import type { Connector, Language } from "../connectors/kit/contract/contract.ts";
import { translatorOf } from "./language.ts";

const SUFFIX = "Told";

type Fields = Record<string, unknown>;
type Translate = (stored: StoredText) => string;

/**
 * The answer with every text that has its parts beside it (`error`, `errorTold`) said in the language, and without the parts. A list
 * of texts has a list of parts. Rows are changed where they are: they were read for this answer alone.
 */
export function translateAnswer<T>(connectors: ReadonlyMap<string, Connector>, language: Language, answer: T): T {
  walk(answer, translatorOf(connectors, language));
  return answer;
}

function walk(value: unknown, translate: Translate): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const each of value) walk(each, translate);
    return;
  }
  // Dates, streams and files hold no messages.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return;
  const fields = value as Fields;
  for (const name of Object.keys(fields)) {
    const field = name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : "";
    if (field === "" || !(field in fields)) walk(fields[name], translate);
    else {
      fields[field] = asText(fields[field], fields[name], translate);
      delete fields[name];
    }
  }
}

function asText(text: unknown, message: unknown, translate: Translate): unknown {
  if (Array.isArray(text))
    return text.map((each, at) => asText(each, Array.isArray(message) ? message[at] : null, translate));
  if (typeof text !== "string") return text;
  return translate({ text, said: Array.isArray(message) ? (message as readonly MessagePart[]) : null });
}
