/** The REST server: routes with their argument rules, errors, paging, `_fields`, links and batches. */
import { readFileSync } from "node:fs";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import type { ApiKey, Obj, Shop } from "./state.ts";
import { isObj } from "./state.ts";
import type { Rule } from "./validate.ts";
import { problemOf } from "./validate.ts";

/** An error answer of the shop: `{code, message, data}`. */
export class RestError extends Error {
  override name = "RestError";
  readonly status: number;
  readonly code: string | number;
  readonly data: unknown;

  constructor(status: number, code: string | number, message: string, data?: unknown) {
    super(message);
    this.status = status;
    this.code = code;
    this.data = data === undefined ? { status } : isObj(data) ? { status, ...data } : data;
  }

  body(): Obj {
    const error = { code: this.code, message: this.message, data: this.data };
    return this.code === "internal_server_error" ? { ...error, additional_errors: [] } : error;
  }
}

export interface Call {
  readonly shop: Shop;
  readonly method: string;
  readonly path: string;
  /** Numbers and words of the path by name. */
  readonly at: Readonly<Record<string, string>>;
  /** Query, then body, over the defaults. */
  readonly params: Obj;
  readonly body: Obj;
  readonly key: ApiKey;
  readonly origin: string;
  /** True inside a batch, where nothing is checked. */
  readonly inBatch: boolean;
}

export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export type Handler = (call: Call) => Answer;
export type Handlers = Readonly<Record<string, Handler>>;

interface Endpoint {
  methods: string[];
  args?: Record<string, Rule>;
}
interface Route {
  template: string;
  pattern: RegExp;
  methods: string[];
  endpoints: Endpoint[];
}

const PREFIX = "/wc/v3";

const ROUTES: readonly Route[] = Object.entries(
  JSON.parse(readFileSync(new URL("./generated/routes.json", import.meta.url), "utf8")) as Record<
    string,
    { methods: string[]; endpoints: Endpoint[] }
  >,
).map(([path, route]) => ({
  template: path.slice(PREFIX.length).replace(/\(\?P<(\w+)>[^)]*\)/g, ":$1"),
  pattern: new RegExp(`^${path.replaceAll("(?P<", "(?<")}$`),
  methods: route.methods,
  endpoints: route.endpoints,
}));

const NO_ROUTE = () => new RestError(404, "rest_no_route", "No route was found matching the URL and request method.");

export function links(allow: string[] | null, self: string, collection: string, more: Obj = {}): Obj {
  const own = allow === null ? { href: self } : { href: self, targetHints: { allow } };
  return { self: [own], collection: [{ href: collection }], ...more };
}

export const ITEM_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Text of an integer query or body parameter; undefined when it is not one. */
export function integer(value: unknown): number | undefined {
  const number = Number(value);
  return value === null || value === undefined || value === "" || !Number.isFinite(number)
    ? undefined
    : Math.trunc(number);
}

export function flag(value: unknown): boolean {
  return value === true || value === 1 || value === "1" || value === "true" || value === "yes";
}

/** A list parameter: repeated, bracketed or comma-separated. */
export function list(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  if (isObj(value)) return Object.values(value).map(String);
  return value === undefined || value === null || value === "" ? [] : String(value).split(",");
}

/** A page of rows with the paging headers. */
export function paged<T>(call: Call, rows: readonly T[], render: (row: T) => unknown): Answer {
  const perPage = integer(call.params["per_page"]) ?? 10;
  const page = integer(call.params["page"]) ?? 1;
  const offset = integer(call.params["offset"]) ?? (page - 1) * perPage;
  return {
    status: 200,
    body: rows.slice(offset, offset + perPage).map(render),
    headers: pagingHeaders(call, { total: rows.length, page, perPage }),
  };
}

function pagingHeaders(call: Call, size: { total: number; page: number; perPage: number }): Record<string, string> {
  const pages = Math.ceil(size.total / size.perPage);
  const at = (page: number, rel: string) => {
    const query = new URLSearchParams(
      Object.entries(call.params).flatMap(([key, value]) =>
        typeof value === "string" && key !== "page" ? [[key, value] as [string, string]] : [],
      ),
    );
    query.set("page", String(page));
    return `<${call.origin}/wp-json${call.path}?${query}>; rel="${rel}"`;
  };
  const more = [
    ...(size.page > 1 ? [at(Math.min(size.page - 1, Math.max(pages, 1)), "prev")] : []),
    ...(size.page < pages ? [at(size.page + 1, "next")] : []),
  ];
  return {
    "X-WP-Total": String(size.total),
    "X-WP-TotalPages": String(pages),
    ...(more.length > 0 ? { Link: more.join(", ") } : {}),
  };
}

/** Runs one authenticated call; `run` picks the handler. Throws RestError for every refusal. */
export function dispatch(
  shop: Shop,
  request: SandboxRequest,
  who: { key: ApiKey; origin: string },
  handlers: Handlers,
): Answer {
  const path = request.path.replace(/^.*?\/wp-json/, "").replace(/\/$/, "") || "/";
  const route = findRoute(shop, path);
  const method = (request.headers["x-http-method-override"] ?? request.method).toUpperCase();
  // WordPress answers OPTIONS of any path with 200; of one it does not know with an empty list.
  if (method === "OPTIONS") return route ? describe(route, path, who.origin) : { status: 200, body: [] };
  const endpoint = route?.endpoints.find((one) => one.methods.includes(method));
  if (!route || !endpoint) throw NO_ROUTE();
  const body = readBody(request);
  const query = readQuery(request.query);
  const args = endpoint.args ?? {};
  check(args, { ...query, ...body, ...(route.pattern.exec(path)?.groups ?? {}) });
  const defaults = Object.fromEntries(
    Object.entries(args).flatMap(([name, rule]) => (rule.default === undefined ? [] : [[name, rule.default]])),
  );
  const verb = endpoint.methods.includes("PUT") ? "EDIT" : method;
  const handler = handlers[`${verb} ${route.template}`];
  if (!handler) throw NO_ROUTE();
  const at = { ...(route.pattern.exec(path)?.groups ?? {}) };
  const answer = handler({
    shop,
    method,
    path,
    at,
    body,
    key: who.key,
    origin: who.origin,
    inBatch: false,
    params: { ...defaults, ...query, ...body },
  });
  const allow = { Allow: route.methods.join(", ") };
  return { ...answer, headers: { ...allow, ...answer.headers }, body: onlyFields(answer.body, query["_fields"]) };
}

function findRoute(shop: Shop, path: string): Route | undefined {
  return ROUTES.find((route) => {
    if (route.template.includes("/fulfillments") && !shop.features.fulfilments) return false;
    return route.pattern.test(path);
  });
}

function check(args: Record<string, Rule>, given: Obj): void {
  const missing = Object.keys(args).filter((name) => args[name]?.required && given[name] === undefined);
  if (missing.length > 0)
    throw new RestError(400, "rest_missing_callback_param", `Missing parameter(s): ${missing.join(", ")}`, {
      params: missing,
    });
  const problems = Object.entries(args).flatMap(([name, rule]) => {
    const value = given[name];
    const problem = value === undefined || value === null ? null : problemOf(rule, value, name);
    return problem ? [[name, problem] as const] : [];
  });
  if (problems.length === 0) return;
  throw new RestError(400, "rest_invalid_param", `Invalid parameter(s): ${problems.map(([name]) => name).join(", ")}`, {
    params: Object.fromEntries(problems.map(([name, problem]) => [name, problem.message])),
    details: Object.fromEntries(problems.map(([name, problem]) => [name, { ...problem }])),
  });
}

function describe(route: Route, path: string, origin: string): Answer {
  const withWords = (args: Record<string, Rule>) =>
    Object.fromEntries(
      Object.entries(args).map(([name, rule]) => [
        name,
        { description: `${name.replaceAll("_", " ")}.`, required: false, ...rule },
      ]),
    );
  const endpoints = route.endpoints.map((one) => ({ methods: one.methods, args: withWords(one.args ?? {}) }));
  return {
    status: 200,
    headers: { Allow: route.methods.join(", ") },
    body: {
      namespace: "wc/v3",
      methods: route.methods,
      endpoints,
      schema: { $schema: "http://json-schema.org/draft-04/schema#", type: "object", properties: {} },
      ...(path.includes("(") ? {} : { _links: { self: [{ href: `${origin}/wp-json${path}` }] } }),
    },
  };
}

/** Endpoint rules by method of a namespace's route, for the index. */
export function indexRoutes(shop: Shop, origin: string): Obj {
  return Object.fromEntries(
    ROUTES.filter((route) => shop.features.fulfilments || !route.template.includes("/fulfillments")).map((route) => [
      route.pattern.source.slice(1, -1).replaceAll("(?<", "(?P<").replaceAll("\\/", "/"),
      describe(route, route.pattern.source, origin).body,
    ]),
  );
}

function readBody(request: SandboxRequest): Obj {
  const type = request.headers["content-type"] ?? "";
  if (request.text.trim() === "") return {};
  if (type.includes("application/json")) {
    const parsed = parsedJson(request.text);
    return isObj(parsed) ? parsed : Array.isArray(parsed) ? { ...parsed, _list: parsed } : {};
  }
  if (type.includes("application/x-www-form-urlencoded")) return readQuery(new URLSearchParams(request.text));
  return {};
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new RestError(400, "rest_invalid_json", "Invalid JSON body passed.", {
      json_error_code: 4,
      json_error_message: "Syntax error",
    });
  }
}

/** Query names with brackets become lists: status[], status[0]. */
function readQuery(query: URLSearchParams): Obj {
  const read: Obj = {};
  for (const [name, value] of query) {
    const match = /^([^[]+)\[\w*\]$/.exec(name);
    if (!match?.[1]) read[name] = value;
    else {
      const existing = read[match[1]];
      read[match[1]] = [...(Array.isArray(existing) ? existing : []), value];
    }
  }
  return read;
}

/** `_fields` as WordPress applies it: lists lose everything else, single resources keep `_links`. */
function onlyFields(body: unknown, fields: unknown): unknown {
  const names = list(fields)
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (names.length === 0) return body;
  if (Array.isArray(body)) return body.map((row) => pick(row, names));
  return pick(body, isObj(body) && "_links" in body ? [...names, "_links"] : names);
}

function pick(row: unknown, names: readonly string[]): unknown {
  if (!isObj(row)) return row;
  return Object.fromEntries(
    Object.entries(row).flatMap(([key, value]) => {
      if (names.includes(key)) return [[key, value]];
      const inner = names.filter((name) => name.startsWith(`${key}.`)).map((name) => name.slice(key.length + 1));
      if (inner.length === 0) return [];
      // A list under a nested field name comes out empty (batch answers lose everything).
      return [[key, Array.isArray(value) ? [] : pick(value, inner)]];
    }),
  );
}

interface Resource {
  readonly index: Handler;
  readonly create: Handler;
  readonly show: Handler;
  readonly edit: Handler;
  readonly remove: Handler;
  /** Absent: an item at a time, as alone. */
  readonly batch?: Handler | undefined;
}

/** The calls every list of WooCommerce takes. */
export const resource = (path: string, { index, create, show, edit, remove, ...own }: Resource): Handlers => ({
  [`GET ${path}`]: index,
  [`POST ${path}`]: create,
  [`GET ${path}/:id`]: show,
  [`EDIT ${path}/:id`]: edit,
  [`DELETE ${path}/:id`]: remove,
  [`EDIT ${path}/batch`]: own.batch ?? ((call) => batch(call, { create, update: edit, remove })),
});

/** Runs a batch: at most 100 items, one by one, unchecked; failures stay with their item. */
export function batch(call: Call, one: { create?: Handler; update?: Handler; remove?: Handler }): Answer {
  const sections = ["create", "update", "delete"] as const;
  const items = sections.map((name) => call.params[name]);
  if (items.reduce<number>((sum, part) => sum + (Array.isArray(part) ? part.length : 0), 0) > 100)
    throw new RestError(
      413,
      "woocommerce_rest_request_entity_too_large",
      "Unable to accept more than 100 items for this request.",
    );
  const body: Obj = {};
  for (const [index, name] of sections.entries()) {
    const part = items[index];
    const handler = name === "delete" ? one.remove : one[name];
    if (part === undefined || part === null || !handler) continue;
    if (!Array.isArray(part) && isObj(part) && Object.values(part).some((item) => !isObj(item))) throw critical();
    const rows = Array.isArray(part) ? part : isObj(part) ? Object.values(part) : [];
    if (rows.length > 0) body[name] = rows.map((item) => batchItem(call, name, item, handler));
  }
  return { status: 200, body: Object.keys(body).length === 0 ? [] : body };
}

function batchItem(call: Call, section: string, item: unknown, handler: Handler): unknown {
  const fields: Obj =
    section === "delete" ? { id: isObj(item) ? item["id"] : item, force: true } : isObj(item) ? item : {};
  if (section !== "delete" && !isObj(item)) throw critical();
  const id = section === "create" ? 0 : (fields["id"] ?? null);
  try {
    return handler({
      ...call,
      body: fields,
      params: fields,
      at: { ...call.at, id: String(fields["id"] ?? "") },
      inBatch: true,
    }).body;
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    return { id, error: { code: error.code, message: error.message, data: error.data } };
  }
}

function critical(): RestError {
  return new RestError(500, "internal_server_error", "<p>There has been a critical error on this website.</p>", {
    error: {
      type: 1,
      message: "Uncaught TypeError: Cannot access offset of type string on string",
      file: "{shop}/wp-includes/rest-api/class-wp-rest-request.php",
      line: 468,
    },
  });
}

export function reply(answer: Answer, headers: Record<string, string> = {}): SandboxReply {
  const all = { "content-type": "application/json; charset=UTF-8", ...headers, ...answer.headers };
  const lower = Object.fromEntries(Object.entries(all).map(([name, value]) => [name.toLowerCase(), value]));
  return { status: answer.status, headers: lower, json: answer.body as object };
}
