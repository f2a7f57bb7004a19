/** List parameters as documented: page, limit, sort=field,ASC, fields, and repeatable filter=field||operator||value. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { bad } from "./replies.ts";

const MAX_LIMIT = 100;
const DEFAULT_LIMIT = 10;
type Item = Readonly<Record<string, unknown>>;

/** A bare array: the envelope is not documented, and third parties read one. */
export function listReply(request: SandboxRequest, all: readonly object[]): SandboxReply {
  let items: Item[] = all.map((item) => Object.fromEntries(Object.entries(item)));
  for (const text of request.query.getAll("filter")) {
    const test = filterTest(text);
    if (!test) return bad(`filter ${text} is not valid`);
    items = items.filter(test);
  }
  const [field, direction] = (request.query.get("sort") ?? "").split(",");
  if (field) items = sorted(items, field, direction === "DESC" ? -1 : 1);
  const limit = Math.min(MAX_LIMIT, Math.max(1, Number(request.query.get("limit")) || DEFAULT_LIMIT));
  const page = Math.max(1, Number(request.query.get("page")) || 1);
  const fields = request.query.get("fields")?.split(",");
  const shown = items.slice((page - 1) * limit, page * limit);
  return { status: 200, json: fields ? shown.map((item) => picked(item, fields)) : shown };
}

function filterTest(text: string): ((item: Item) => boolean) | null {
  const [name = "", operator = "", ...rest] = text.split("||");
  const value = rest.join("||");
  const compared = (item: Item) => compare(item[name], value);
  switch (operator) {
    case "eq":
      return (item) => String(item[name] ?? "") === value;
    case "ne":
      return (item) => String(item[name] ?? "") !== value;
    case "gt":
      return (item) => compared(item) > 0;
    case "gte":
      return (item) => compared(item) >= 0;
    case "lt":
      return (item) => compared(item) < 0;
    case "lte":
      return (item) => compared(item) <= 0;
    case "$in":
      return (item) => value.split(",").includes(String(item[name] ?? ""));
    case "cont":
      return (item) => String(item[name] ?? "").includes(value);
    case "isnull":
      return (item) => item[name] === null || item[name] === undefined;
    case "notnull":
      return (item) => item[name] !== null && item[name] !== undefined;
    default:
      return null;
  }
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === "number") return a - Number(b);
  const [left, right] = [Date.parse(String(a)), Date.parse(String(b))];
  if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  return String(a).localeCompare(String(b));
}

function sorted(items: readonly Item[], field: string, sign: 1 | -1): Item[] {
  return [...items].sort((a, b) => sign * compare(a[field], b[field]));
}

/** Some fields always come. */
function picked(item: Item, fields: readonly string[]): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => name === "id" || fields.includes(name)));
}
