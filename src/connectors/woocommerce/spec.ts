/**
 * What we send and what the emulator answers, held against the shop's own description: the argument rules of
 * its REST index and the schemas of its OPTIONS answers (WooCommerce 10.2.4, captured).
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Exchanged } from "../kit/http/call-log.ts";
import { jsonSchemaChecker } from "../kit/testing/spec-json.ts";
import type { MakeSpecValidator, SpecCheck } from "../kit/testing/specs.ts";

type Tree = { readonly [key: string]: unknown };
type Check = (value: unknown) => string[];

interface Route {
  readonly pattern: RegExp;
  readonly path: string;
  readonly endpoints: readonly { readonly methods: readonly string[]; readonly args: Tree }[];
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readJson(file: string): Tree {
  const value: unknown = JSON.parse(readFileSync(file, "utf8"));
  return isTree(value) ? value : {};
}

/** Arguments any route takes, and proofs. */
const COMMON = /^(_fields|_embed|oauth_\w+|consumer_key|consumer_secret)$/;

/** Read by the shop although its index does not list them (sheet 5.4 and captures 07, 11, 16). */
const UNLISTED: Readonly<Record<string, readonly string[]>> = {
  "/wc/v3/orders/(?P<order_id>[\\d]+)/refunds": ["line_items"],
};

/**
 * Fields the shop itself prints otherwise than its schema says (captures 03, 07); its statuses are those its plugins have,
 * and plugins for goods by measure lift the whole number of a quantity (woocommerce#52198).
 */
const MISDESCRIBED = /^\/(shipping_class_id|line_items\/\d+\/(image\/id|quantity)|status) /;

function routesOf(dir: string): Route[] {
  const live = join(dir, "woocommerce/live-10.2.4");
  return ["index.json", "index.fulfillments.flag-gated.json"].flatMap((file) => {
    const routes = readJson(join(live, file))["routes"];
    return Object.entries(isTree(routes) ? routes : {}).flatMap(([path, route]) => {
      const endpoints = isTree(route) && Array.isArray(route["endpoints"]) ? route["endpoints"].filter(isTree) : [];
      return [
        {
          path,
          pattern: new RegExp(`^${path.replaceAll("(?P<", "(?<")}$`),
          endpoints: endpoints.map((one) => ({
            methods: (one["methods"] ?? []) as string[],
            args: isTree(one["args"]) ? one["args"] : {},
          })),
        },
      ];
    });
  });
}

/**
 * A WordPress schema as JSON Schema: booleans named `required` belong to draft 3, dates carry no zone, and
 * nearly every field may be null whatever its type says.
 */
function asJsonSchema(value: unknown, isNames = false): unknown {
  if (Array.isArray(value)) return value.map((inner) => asJsonSchema(inner));
  if (!isTree(value)) return value;
  const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    if (isNames) return [[key, asJsonSchema(inner)]];
    if (["required", "format", "default", "context", "readonly", "arg_options", "$schema", "title"].includes(key))
      return [];
    if (key === "type") return [["type", nullable(inner)]];
    if (key === "enum" && Array.isArray(inner)) return [["enum", [...new Set([...inner, null])]]];
    return [[key, asJsonSchema(inner, key === "properties")]];
  });
  return Object.fromEntries(entries);
}

/** Words WooCommerce uses as types that JSON Schema does not know. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
  bool: "boolean",
  int: "integer",
  float: "number",
  "date-time": "string",
};
const JSON_TYPES = ["null", "string", "number", "integer", "boolean", "object", "array"];

function nullable(type: unknown): unknown {
  const types = (Array.isArray(type) ? type : [type])
    .map((one) => TYPE_WORDS[String(one)] ?? one)
    .filter((one) => JSON_TYPES.includes(String(one)));
  return types.length === 0
    ? ["null", "string", "number", "boolean", "object", "array"]
    : [...new Set([...types, "null"])];
}

function schemasOf(dir: string): Map<string, Check> {
  const folder = join(dir, "woocommerce/live-10.2.4/schemas");
  const found = new Map<string, Check>();
  for (const file of readdirSync(folder)) {
    const { route, answer } = readJson(join(folder, file));
    const schema = isTree(answer) ? answer["schema"] : undefined;
    if (typeof route === "string" && isTree(schema))
      found.set(route, jsonSchemaChecker(asJsonSchema(schema) as object));
  }
  return found;
}

function pathOf(exchange: Exchanged): string | null {
  const path = new URL(exchange.url).pathname;
  const at = path.indexOf("/wp-json/wc/v3");
  return at < 0 ? null : path.slice(at + "/wp-json".length);
}

/** A query value as the shop reads it under a rule. */
function coerced(rule: unknown, text: string): unknown {
  const type = isTree(rule) ? rule["type"] : undefined;
  if (type === "integer" || type === "number") return Number(text);
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  if (type !== "array") return text;
  const items = isTree(rule) && isTree(rule["items"]) ? rule["items"] : undefined;
  return text.split(",").map((one) => coerced(items, one));
}

function argumentProblems(
  args: Tree,
  given: Tree,
  checks: (name: string, rule: unknown) => Check,
  free: readonly string[],
): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    if (COMMON.test(name) || free.includes(name)) return [];
    if (!(name in args)) return [`unknown argument "${name}"`];
    return checks(name, args[name])(value).map((problem) => `${name}${problem}`);
  });
}

interface Rules {
  endpointOf(path: string, method: string): { readonly route: Route; readonly args: Tree } | null;
  check(name: string, rule: unknown): Check;
}

function rulesOf(dir: string): Rules {
  const routes = routesOf(dir);
  const compiled = new Map<unknown, Check>();
  return {
    endpointOf(path, method) {
      const route = routes.find((one) => one.pattern.test(path));
      const args = route?.endpoints.find((one) => one.methods.includes(method))?.args;
      return route && args ? { route, args } : null;
    },
    check(_name, rule) {
      const cached = compiled.get(rule) ?? jsonSchemaChecker(asJsonSchema(rule) as object);
      compiled.set(rule, cached);
      return cached;
    },
  };
}

/** One object for all items: rules are compiled once each, and known again by what they are. */
const ID_RULE: Tree = { type: "integer" };

/** Batch items are not checked by the shop at all: here they obey the rules of the single routes. */
function batchProblems(rules: Rules, path: string, body: unknown): string[] {
  const single = path.replace(/\/batch$/, "");
  const argsOf = (section: string) =>
    (section === "create" ? rules.endpointOf(single, "POST") : rules.endpointOf(`${single}/1`, "PUT"))?.args ?? {};
  return ["create", "update"].flatMap((section) => {
    const items = isTree(body) ? body[section] : undefined;
    const args = { ...argsOf(section), id: ID_RULE };
    return (Array.isArray(items) ? items : []).flatMap((item) =>
      isTree(item) ? argumentProblems(args, item, rules.check, []) : [`${section}: not an object`],
    );
  });
}

function requestProblems(rules: Rules, exchange: Exchanged, path: string): SpecCheck {
  const found = rules.endpointOf(path, exchange.method);
  if (!found) return [`no route ${exchange.method} ${path}`];
  const { args, route } = found;
  const query = Object.fromEntries(
    [...new URL(exchange.url).searchParams].map(([name, value]) => [name, coerced(args[name], value)]),
  );
  const body: unknown = exchange.requestBody === "" ? {} : JSON.parse(exchange.requestBody);
  const free = UNLISTED[route.path] ?? [];
  const problems = argumentProblems(args, query, rules.check, [...free, "force", "notify_customer"]);
  if (path.endsWith("/batch")) problems.push(...batchProblems(rules, path, body));
  else if (isTree(body)) problems.push(...argumentProblems(args, body, rules.check, free));
  return problems.length === 0 ? "valid" : problems;
}

function responseProblems(schemas: ReadonlyMap<string, Check>, exchange: Exchanged, path: string): SpecCheck {
  const isPart = path.endsWith("/batch") || new URL(exchange.url).searchParams.has("_fields");
  if (exchange.status > 299 || exchange.status < 200 || isPart) return "uncovered";
  // Schemas are filed under the route as it was asked for: /orders/1. Rows of a list have the item's schema.
  const route = path.replace("/wc/v3", "").replace(/\/\d+(?=\/|$)/g, "/1");
  const fits = schemas.get(route) ?? schemas.get(route.replace(/\/1$/, ""));
  if (!fits) return "uncovered";
  const body: unknown = JSON.parse(exchange.responseBody);
  const problems = (Array.isArray(body) ? body : [body])
    .flatMap((row) => fits(row))
    .filter((problem) => !MISDESCRIBED.test(problem));
  return problems.length === 0 ? "valid" : [...new Set(problems)].slice(0, 5);
}

/** Validates requests by the arguments of their route, answers by the schema of their resource. */
export const makeSpecValidator: MakeSpecValidator = (dir) => {
  const rules = rulesOf(dir);
  const schemas = schemasOf(dir);
  const covered = (exchange: Exchanged, check: (path: string) => SpecCheck): SpecCheck => {
    const path = pathOf(exchange);
    return path === null || exchange.method === "OPTIONS" ? "uncovered" : check(path);
  };
  return {
    request: (exchange) => covered(exchange, (path) => requestProblems(rules, exchange, path)),
    response: (exchange) => covered(exchange, (path) => responseProblems(schemas, exchange, path)),
  };
};
