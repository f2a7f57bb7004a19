/** The JSON of an answer, read once: a long one in turns, before `classify` looks at it. */
import type { Json } from "../../../commerce/product.ts";
import type { PlatformResponse } from "../contract/platform-http.ts";
import { parseJson } from "../parse/json.ts";
import { parseLongJson } from "../parse/long-json.ts";

/** Letters that JSON.parse reads in one turn. */
export const LONG_TEXT = 256 * 1024;

type Read = { readonly value: Json } | { readonly problem: SyntaxError };

const read = new WeakMap<object, Read>();

/** Reads a long answer that may be JSON, for whoever asks for it later. */
export async function readAhead(response: Pick<PlatformResponse, "text">): Promise<void> {
  if (response.text.length > LONG_TEXT && /^\s{0,1000}[[{]/.test(response.text))
    await longAnswerJson(response).catch(() => undefined); // no JSON: kept, and thrown where it is needed
}

/** Throws SyntaxError for what is no JSON. */
export async function longAnswerJson(response: Pick<PlatformResponse, "text">): Promise<Json> {
  const cached = read.get(response);
  if (cached) return reportedBy(cached);
  return reportedBy(await save(response, () => parseLongJson(response.text)));
}

/** For `classify`: the answer's JSON; null for what is none. */
export function answerJson(response: Pick<PlatformResponse, "text">): Json {
  const cached = read.get(response);
  if (cached) return "value" in cached ? cached.value : null;
  // Longer, it was read ahead if it is JSON.
  if (response.text.length > LONG_TEXT) return null;
  try {
    return parseJson(response.text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function save(response: object, reading: () => Promise<Json>): Promise<Read> {
  let done: Read;
  try {
    done = { value: await reading() };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    done = { problem: error };
  }
  read.set(response, done);
  return done;
}

function reportedBy(done: Read): Json {
  if ("problem" in done) throw done.problem;
  return done.value;
}
