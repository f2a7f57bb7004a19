/**
 * The emulated shop against the samples of the official reference and webhook pages (state of December 2025): each
 * answer's fields and their types must be the sample's, and the connector must read the samples themselves.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../../commerce/product.ts";
import { isConnectorError } from "../../connectors/kit/contract/errors.ts";
import { parseJson } from "../../connectors/kit/parse/json.ts";
import { playDay, type SeenAnswer } from "./fidelity-play.ts";
import { readersOf } from "./fidelity-read.ts";

interface Difference {
  readonly call: string;
  readonly what: string;
}

/** For `npm run fidelity`. */
export async function measureFidelity(specsDir: string) {
  const folder = join(specsDir, "tiktok_shop");
  const endpoints = endpointsOf(join(folder, "api"));
  const day = await playDay();
  const results = [
    ...answersOf(endpoints, day.answers),
    ...webhooksOf(join(folder, "webhook-samples"), day.webhooks),
    ...readsOf(endpoints),
  ];
  const different = results.filter(({ what }) => what !== "");
  return {
    compared: results.length,
    same: results.length - different.length,
    onPurpose: [],
    differences: different,
  };
}

interface Endpoint {
  readonly name: string;
  readonly method: string;
  readonly pattern: RegExp;
  readonly sample: Json;
}

const METHODS: Readonly<Record<number, string>> = { 1: "POST", 2: "GET", 3: "PUT", 4: "DELETE" };

function endpointsOf(folder: string): Endpoint[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".spec.json"))
    .map((name) => {
      const { document_api_meta: meta } = JSON.parse(readFileSync(join(folder, name), "utf8"));
      const path: string = meta.interface_path;
      return {
        name: name.replace(/\.spec\.json$/, ""),
        method: METHODS[meta.method] ?? "",
        pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+")}$`),
        sample: parseJson(meta.response_body),
      };
    });
}

/** Every answer of the day against its endpoint's sample; an endpoint counts once. */
function answersOf(endpoints: readonly Endpoint[], answers: readonly SeenAnswer[]): Difference[] {
  return endpoints.flatMap(({ name, method, pattern, sample }) => {
    const own = answers.filter((answer) => answer.method === method && pattern.test(answer.path));
    if (own.length === 0) return [];
    const problems = own.flatMap(({ body }) => strangers(body, sample, ""));
    return [{ call: name, what: [...new Set(problems)].slice(0, 3).join("; ") }];
  });
}

function webhooksOf(folder: string, webhooks: readonly Json[]): Difference[] {
  return readdirSync(folder).flatMap((file) => {
    const sample = parseJson(readFileSync(join(folder, file), "utf8"));
    const type = fieldOf(sample, "type");
    const own = webhooks.filter((one) => fieldOf(one, "type") === type);
    if (own.length === 0) return [];
    const problems = own.flatMap((one) => strangers(one, sample, ""));
    const call = `webhook ${file.replace(/\.json$/, "")}`;
    return [{ call, what: [...new Set(problems)].slice(0, 3).join("; ") }];
  });
}

/** The connector's own reading of each sample it would meet. */
function readsOf(endpoints: readonly Endpoint[]): Difference[] {
  return endpoints.flatMap(({ name, sample }) => {
    const read = readersOf(name);
    if (!read) return [];
    const call = `reading ${name}`;
    try {
      read(fieldOf(sample, "data") ?? null);
      return [{ call, what: "" }];
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      return [{ call, what: error.message }];
    }
  });
}

function fieldOf(value: Json, name: string): Json | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

const typeOf = (value: Json): string => (value === null ? "null" : Array.isArray(value) ? "list" : typeof value);

/** Fields the sample does not have, or has with another type. What the sample has beside them may be left out. */
function strangers(answer: Json, sample: Json, path: string): string[] {
  if (typeOf(answer) !== typeOf(sample))
    return [`${path || "(whole)"} is a ${typeOf(answer)}, not a ${typeOf(sample)}`];
  if (Array.isArray(answer) && Array.isArray(sample)) {
    const [one] = sample;
    return one === undefined ? [] : answer.flatMap((item) => strangers(item, one, `${path}[]`));
  }
  if (answer === null || typeof answer !== "object") return [];
  return Object.entries(answer).flatMap(([key, value]) => {
    const reported = fieldOf(sample, key);
    const here = path === "" ? key : `${path}.${key}`;
    return reported === undefined ? [`${here} is not in the sample`] : strangers(value, reported, here);
  });
}
