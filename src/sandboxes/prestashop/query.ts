/** Which rows a list holds: filters, order and window, with the Webservice's silent oddities. */
import type { SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { Refusal, WARNING } from "./replies.ts";
import type { Row, State, Value } from "./state.ts";
import { rowsOf } from "./state.ts";
import type { Table } from "./tables.ts";

const DATES = new Set(["date_add", "date_upd"]);

/** The rows of a list, filtered, sorted and cut. Throws Refusal as the shop does. */
export function select(state: State, table: Table, request: SandboxRequest): Row[] {
  const hasDates = request.query.get("date") === "1";
  let rows = [...rowsOf(state, table.resource).values()];
  for (const [name, value] of request.query) {
    const field = /^filter\[(\w+)\]$/.exec(name)?.[1];
    if (field === undefined) continue;
    requireFilter(table, field, hasDates);
    const matches = condition(field, value);
    rows = rows.filter((row) => matches(field === "id" ? String(row.id) : (row.values[field] ?? "")));
  }
  const shop = request.query.get("id_shop");
  if (shop !== null && shop !== "all" && table.fields.has("id_shop") && table.resource === "stock_availables")
    rows = rows.filter((row) => row.values.id_shop === shop || row.values.id_shop === "0");
  return windowOf(sorted(rows, table, request.query.get("sort"), hasDates), request.query.get("limit"));
}

function requireFilter(table: Table, name: string, hasDates: boolean): void {
  const field = table.fields.get(name);
  if (name === "id" || (DATES.has(name) && hasDates)) return;
  if (!field || (DATES.has(name) && !hasDates))
    throw new Refusal(500, [32, `This filter does not exist. Did you mean: "id"?`], WARNING("Undefined variable"));
  if (!field.isFilterable)
    throw new Refusal(
      500,
      [34, `The field "${name}" is dynamic. It is not possible to filter GET query with this field.`],
      WARNING("Trying to access array offset on value of type bool"),
    );
}

type Test = (value: Value) => boolean;

/** `[a]`, `[a|b]`, `[a,b]`, `>[a]`, `<[a]`, `![a]`, `[a]%`, `%[a]`, `%[a]%`, or the bare value. */
function condition(field: string, written: string): Test {
  const [, before = "", inside, after = ""] = /^([%<>!]?)\[(.*)\](%?)$/s.exec(written) ?? ["", "", written];
  const given = inside ?? "";
  if (before === ">" || before === "<") return ordered(field, before, given);
  const any = given.split("|").map(folded);
  if (before === "!") return onTexts((value) => !any.includes(value));
  const sought = folded(given);
  if (before === "%" && after === "%") return onTexts((value) => value.includes(sought));
  if (before === "%") return onTexts((value) => value.endsWith(sought));
  if (after === "%") return onTexts((value) => value.startsWith(sought));
  if (given.includes(",")) return interval(field, given);
  return onTexts((value) => any.includes(value));
}

/** Garbage where a date was due lets every row through; a T is taken for a space and a Z for nothing. */
function ordered(field: string, sign: string, given: string): Test {
  if (DATES.has(field)) {
    const date = given.replace("T", " ").replace(/Z$/, "");
    if (!/^\d{4}-/.test(date)) return () => true;
    return onTexts((value) => (sign === ">" ? value > date : value < date));
  }
  return onTexts((value) => (sign === ">" ? compared(value, given) > 0 : compared(value, given) < 0));
}

/** Both ends count; with a T inside a date nothing is found. */
function interval(field: string, given: string): Test {
  const [from = "", to = ""] = given.split(",");
  if (!/^[\d.: -]+$/.test(from + to)) return () => false;
  const end = DATES.has(field) && /^\d{4}-\d\d-\d\d$/.test(to) ? `${to} 00:00:00` : to;
  return onTexts((value) => compared(value, from) >= 0 && compared(value, end) <= 0);
}

function onTexts(test: (value: string) => boolean): Test {
  return (value) => {
    if (value === null) return test("");
    return typeof value === "string" ? test(folded(value)) : Object.values(value).map(folded).some(test);
  };
}

const folded = (value: string) => value.toLowerCase();

function compared(a: string, b: string): number {
  const [one, other] = [Number(a), Number(b)];
  if (a !== "" && b !== "" && !Number.isNaN(one) && !Number.isNaN(other)) return one - other;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Without a sort the shop's order is not by id. */
function sorted(rows: readonly Row[], table: Table, sort: string | null, hasDates: boolean): Row[] {
  if (sort === null) return [...rows.slice(Math.ceil(rows.length / 2)), ...rows.slice(0, Math.ceil(rows.length / 2))];
  const keys = sort
    .replace(/^\[|\]$/g, "")
    .split(",")
    .map((key) => /^(\w+)_(ASC|DESC)$/i.exec(key) ?? ["", key, "ASC"]);
  for (const [, name = ""] of keys)
    if (name !== "id" && (!table.fields.has(name) || (DATES.has(name) && !hasDates)))
      throw new Refusal(500, [38, "Unable to filter by this field."], WARNING("Undefined variable"));
  const plain = (row: Row, name: string) => (name === "id" ? String(row.id) : String(row.values[name] ?? ""));
  return [...rows].sort((a, b) => {
    for (const [, name = "", way = ""] of keys) {
      const order = compared(plain(a, name), plain(b, name));
      if (order !== 0) return way.toUpperCase() === "DESC" ? -order : order;
    }
    return 0;
  });
}

/** A limit of 0, below 0 or of letters gives an empty list. */
function windowOf(rows: readonly Row[], limit: string | null): Row[] {
  if (limit === null) return [...rows];
  const match = /^(?:(\d+),)?(\d+)$/.exec(limit);
  if (!match) return [];
  const offset = Number(match[1] ?? 0);
  return rows.slice(offset, offset + Number(match[2]));
}
