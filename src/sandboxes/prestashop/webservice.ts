/** The Webservice's routes over the tables. */

import { element } from "../../connectors/kit/parse/xml.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { formatOf, requireRight } from "./access.ts";
import { drop } from "./effects.ts";
import { productImages } from "./images.ts";
import { inDefaultShop } from "./price-scopes.ts";
import { chargedPrice } from "./prices.ts";
import { select } from "./query.ts";
import type { Format } from "./replies.ts";
import { Crash, emptyReply, errorReply, jsonReply, Refusal, WARNING, xmlReply } from "./replies.ts";
import type { Key, Row, State } from "./state.ts";
import { find, rounded, sixDecimals, text, withTax } from "./state.ts";
import type { Table } from "./tables.ts";
import { TABLES, withModuleFields } from "./tables.ts";
import { displayOf, fullDisplay, jsonOf, xmlOf } from "./views.ts";
import type { Method, Written } from "./write.ts";
import { writeAll } from "./write.ts";

interface Call {
  readonly state: State;
  readonly request: SandboxRequest;
  readonly table: Table;
  readonly format: Format;
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

export function serve(state: State, request: SandboxRequest, path: string, key: Key): SandboxReply {
  const format = formatOf(request);
  try {
    const shop = request.query.get("id_shop");
    if (shop !== null && shop !== "all" && !find(state, "shops", shop))
      return { status: 302, text: "", headers: { location: "/" } };
    const group = request.query.get("id_group_shop");
    if (group !== null && group !== "1") throw new Refusal(500, [999, "This shop group doesn't have shops"]);
    if (path === "") return index(state, key, format);
    const [resource = "", ...rest] = path.split("/");
    if (resource === "images") {
      requireRight(state, key, "images", request.method);
      return productImages(state, request, rest.slice(1), format);
    }
    const table = TABLES.get(resource);
    if (!table) throw new Refusal(400, [27, `Resource of type "${resource}" does not exists.`]);
    requireRight(state, key, resource, request.method);
    const added = state.moduleFields.get(resource);
    return answer({ state, request, table: added ? withModuleFields(table, added) : table, format }, rest[0]);
  } catch (error) {
    if (error instanceof Refusal) return errorReply(state, format, error);
    if (error instanceof Crash) return { ...emptyReply(state, 500), headers: { "content-type": "text/html" } };
    throw error;
  }
}

/** As JSON the index is an error of every shop on PHP 8. */
function index(state: State, key: Key, format: Format): SandboxReply {
  if (format === "json") return { status: 500, text: "", headers: { "content-type": "text/html; charset=utf-8" } };
  const names = [...TABLES.keys(), "images"].filter((name) => key.permissions === null || name in key.permissions);
  const resources = names.map((name) => {
    const ticks = key.permissions === null ? METHODS : (key.permissions[name] ?? []);
    const rights = METHODS.map((method) => [method.toLowerCase(), String(ticks.includes(method))] as const);
    return element(name, [element("description", name)], Object.fromEntries(rights));
  });
  return xmlReply(state, 200, [element("api", resources, { shopName: "Sandbox shop" })]);
}

function answer(call: Call, id: string | undefined): SandboxReply {
  const { request } = call;
  switch (request.method) {
    case "GET":
    case "HEAD":
      return id === undefined ? list(call, select(call.state, call.table, request)) : one(call, id);
    case "DELETE":
      return remove(call, id);
    default:
      return write(call, request.method as Method);
  }
}

function list(call: Call, rows: readonly Row[]): SandboxReply {
  const { state, request, table, format } = call;
  const display = displayOf(table, request);
  const language = request.query.get("language");
  if (format === "json") {
    if (rows.length === 0) return jsonReply(state, 200, []);
    const reported = rows.map((row) =>
      display === null ? { id: row.id } : jsonOf(state, table, row, { display, isAlone: false, language }),
    );
    return jsonReply(state, 200, { [table.list]: reported });
  }
  const nodes = rows.map((row) =>
    display === null
      ? element(table.node, "", { id: String(row.id) })
      : xmlOf(state, table, row, { display, language }),
  );
  return xmlReply(state, 200, [element(table.list, nodes)]);
}

function one(call: Call, id: string): SandboxReply {
  const { state, request, table, format } = call;
  const row = find(state, table.resource, id);
  if (!row) return { ...emptyReply(state, 404), headers: { ...emptyReply(state, 404).headers, "content-type": "" } };
  if (request.query.has("display")) return list(call, [row]);
  const view = { display: fullDisplay(table), language: request.query.get("language") };
  if (format === "xml") return xmlReply(state, 200, [xmlOf(state, table, row, view)]);
  const json = jsonOf(state, table, row, { ...view, isAlone: true });
  return jsonReply(state, 200, { [table.node]: { ...(json as object), ...computedPrices(call, row) } });
}

/** `price[mine][use_tax]=1` adds a field `mine`, of single entities only, as a buyer is charged. */
function computedPrices({ state, request, table }: Call, row: Row): Record<string, string> {
  const owned = table.resource === "combinations" ? row : undefined;
  const product = owned ? find(state, "products", text(owned, "id_product")) : row;
  const names = new Set([...request.query.keys()].flatMap((name) => /^price\[(\w+)\]\[\w+\]$/.exec(name)?.[1] ?? []));
  return Object.fromEntries(
    [...names].map((name) => {
      const given = (field: string) => request.query.get(`price[${name}][${field}]`);
      const combination = owned ?? find(state, "combinations", given("product_attribute") ?? "0");
      const net = chargedPrice(state, { product, combination, quantity: Number(given("quantity") ?? "1") });
      const amount = given("use_tax") === "0" ? net : withTax(state, net, text(product, "id_tax_rules_group"));
      return [name, sixDecimals(given("decimals") === "6" ? amount : rounded(state, amount))];
    }),
  );
}

function remove({ state, request, table }: Call, id: string | undefined): SandboxReply {
  if (id === undefined && !request.query.has("id"))
    throw new Refusal(404, WARNING("Undefined array key 1"), [87, "Id(s) not exists: 0"]);
  const requested = id ?? (request.query.get("id") ?? "0").replace(/^\[|\]$/g, "");
  for (const each of requested.split(","))
    if (!find(state, table.resource, each)) throw new Refusal(404, [87, `Id(s) not exists: ${requested}`]);
  for (const each of requested.split(",")) drop(state, table.resource, Number(each));
  return emptyReply(state, 200);
}

/** JSON tells the last entity alone, XML all of them. */
function write(call: Call, method: Method): SandboxReply {
  const { state, request, table, format } = call;
  const all = () => writeAll(state, table, method, request.text, request.query);
  const written = request.query.has("id_shop") ? all() : inDefaultShop(state, table.resource, all);
  const status = method === "POST" ? 201 : 200;
  const display = fullDisplay(table);
  if (format === "xml")
    return xmlReply(
      state,
      status,
      written.map(({ row }) => xmlOf(state, table, row, { display })),
    );
  const last = written.at(-1);
  if (!last) return jsonReply(state, status, []);
  const language = request.query.get("language");
  const sent = sentOf(last, table, method);
  const json = jsonOf(state, table, last.row, { display, isAlone: true, language, sent, isNew: method !== "PATCH" });
  const reported = { [table.node]: table.resource === "order_histories" ? withNumber(json, "id_order_state") : json };
  const isWarned = written.some((each) => each.lacksLanguages) && request.query.get("language") === null;
  return isWarned
    ? jsonReply(state, 500, { ...reported, errors: [{ code: 3, message: WARNING("Undefined array key 2")[1] }] })
    : jsonReply(state, status, reported);
}

function withNumber(json: unknown, name: string): object {
  const fields = { ...(json as Record<string, unknown>) };
  return name in fields ? { ...fields, [name]: Number(fields[name]) } : fields;
}

/** A new order's id and a history's state are read back from the database, everything else is echoed. */
function sentOf({ sent }: Written, table: Table, method: Method): Readonly<Record<string, string>> {
  const { id = "", id_order_state: _state, ...echoed } = sent;
  if (table.resource === "order_histories") return { ...echoed, id };
  return table.resource === "orders" && method === "POST" ? echoed : sent;
}
