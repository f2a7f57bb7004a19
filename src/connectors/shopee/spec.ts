/** Every exchange against the official endpoint documents, used when SPECS_DIR is set. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Exchanged } from "../kit/http/call-log.ts";
import type { MakeSpecValidator, SpecCheck } from "../kit/testing/specs.ts";

interface Field {
  readonly name: string;
  readonly type: string;
  readonly required?: string | undefined;
  readonly children?: readonly Field[] | undefined;
}

export interface Endpoint {
  readonly path: string;
  /** 1 POST, 2 GET. */
  readonly method: number;
  readonly params: { readonly request_params?: readonly Field[]; readonly response_params?: readonly Field[] };
  readonly response_sample?: readonly { readonly value: unknown }[];
}

type Tree = Readonly<Record<string, unknown>>;

const COMMON = new Set(["partner_id", "timestamp", "sign", "access_token", "shop_id", "merchant_id"]);

/**
 * Where the documents contradict themselves, by the field's name: the sample of product_location_id is a list, shopee_stock
 * prints its number as text, a tier index is a list of numbers wherever it is used, and update_item calls the ids of pictures
 * objects that add_item calls texts.
 */
const CONTRADICTED = new Set(["product_location_id", "tier_index", "image_id_list"]);

/** All documents by path. */
export function readEndpoints(dir: string): ReadonlyMap<string, Endpoint> {
  const folder = join(dir, "shopee", "schemas");
  const documents = readdirSync(folder).map((file): Endpoint => JSON.parse(readFileSync(join(folder, file), "utf8")));
  return new Map(documents.map((document) => [document.path, document]));
}

export const spec: MakeSpecValidator = (dir) => {
  const endpoints = readEndpoints(dir);
  const endpointOf = ({ url }: Exchanged) => endpoints.get(new URL(url).pathname);
  return {
    request(exchange) {
      const endpoint = endpointOf(exchange);
      return endpoint ? verification(requestProblems(endpoint, exchange)) : "uncovered";
    },
    response(exchange) {
      const endpoint = endpointOf(exchange);
      // Shopee answers 200; what stands before it has other shapes.
      if (!endpoint || exchange.status !== 200) return "uncovered";
      const body: unknown = parsed(exchange.responseBody);
      return verification(answerProblems(endpoint, body));
    },
  };
};

const verification = (problems: readonly string[]): SpecCheck => (problems.length === 0 ? "valid" : problems);

function requestProblems(endpoint: Endpoint, { method, url, requestBody, requestHeaders }: Exchanged): string[] {
  const requested = endpoint.method === 1 ? "POST" : "GET";
  if (method !== requested) return [`${method} instead of ${requested}`];
  const fields = endpoint.params.request_params ?? [];
  const query = new URL(url).searchParams;
  const lacking = ["partner_id", "timestamp", "sign"]
    .filter((name) => !query.has(name))
    .map((name) => `query parameter ${name} is required`);
  if (requested === "GET") return [...lacking, ...queryProblems(fields, query)];
  const type = Object.entries(requestHeaders).find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  // A form: its file is no JSON.
  if (type.startsWith("multipart/")) return lacking;
  return [...lacking, ...objectProblems(fields, parsed(requestBody), { at: "body", isAnswer: false, sample: "" })];
}

function queryProblems(fields: readonly Field[], query: URLSearchParams): string[] {
  const names = new Set(fields.map(({ name }) => name));
  const missing = fields.filter((field) => field.required === "True" && !query.has(field.name));
  const unknown = [...new Set(query.keys())].filter((name) => !names.has(name) && !COMMON.has(name));
  const wrong = fields.filter(({ name, type }) => {
    const value = query.get(name);
    return value !== null && /^(u?int\d*|timestamp)$/.test(type) && !/^-?\d+$/.test(value);
  });
  return [
    ...missing.map(({ name }) => `query parameter ${name} is required`),
    ...unknown.map((name) => `query parameter ${name} is not described`),
    ...wrong.map(({ name, type }) => `query parameter ${name} is no ${type}`),
  ];
}

/** What is wrong with an answer; errors have their own shape, and rows may come with them. */
function answerProblems(endpoint: Endpoint, body: unknown): string[] {
  if (!isTree(body)) return ["the answer is no object"];
  const sample = JSON.stringify(endpoint.response_sample ?? []);
  const fields = [...(endpoint.params.response_params ?? []), ...ENVELOPE];
  return objectProblems(fields, body, { at: "answer", isAnswer: true, sample });
}

/** In every answer, whether the document lists them or not. */
const ENVELOPE: readonly Field[] = ["error", "message", "request_id"].map((name) => ({ name, type: "string" }));

interface Where {
  readonly at: string;
  readonly isAnswer: boolean;
  /** Official samples hold fields the lists have forgotten. */
  readonly sample: string;
}

function objectProblems(fields: readonly Field[], value: unknown, where: Where): string[] {
  if (!isTree(value)) return [`${where.at} is no object`];
  const existing = new Map(fields.map((field) => [field.name, field]));
  const missing = where.isAnswer
    ? []
    : fields.filter((field) => field.required === "True" && value[field.name] === undefined);
  const problems = missing.map(({ name }) => `${where.at}.${name} is required`);
  for (const [name, inner] of Object.entries(value)) {
    const field = existing.get(name);
    const at = `${where.at}.${name}`;
    if (field) problems.push(...fieldProblems(field, inner, { ...where, at }));
    else if (!where.sample.includes(`"${name}"`) && !where.sample.includes(`\\"${name}\\"`))
      problems.push(`${at} is not described`);
  }
  return problems;
}

function fieldProblems(field: Field, value: unknown, where: Where): string[] {
  if (value === null || CONTRADICTED.has(field.name)) return [];
  const list = /^(.*)\[\]$/.exec(field.type);
  if (list) {
    if (!Array.isArray(value)) return [`${where.at} is no list`];
    return value.flatMap((one) => fieldProblems({ ...field, type: list[1] ?? "" }, one, where)).slice(0, 5);
  }
  if (field.type === "object")
    return field.children
      ? objectProblems(field.children, value, where)
      : isTree(value)
        ? []
        : [`${where.at} is no object`];
  return isOfType(field.type, value) ? [] : [`${where.at} is no ${field.type}: ${JSON.stringify(value)}`];
}

function isOfType(type: string, value: unknown): boolean {
  if (/^u?int\d*$|^timestamp$/.test(type)) return Number.isInteger(value);
  if (type === "float" || type === "double") return typeof value === "number";
  if (type === "boolean") return typeof value === "boolean";
  return type === "string" ? typeof value === "string" : true;
}

const isTree = (value: unknown): value is Tree => value !== null && typeof value === "object" && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON is no object: the check says so.
    return undefined;
  }
}
