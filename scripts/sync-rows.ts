/**
 * The rows of stock, prices and content have one writer: their states and events stand in one place, src/hub/sync-state
 * (stock.ts, price.ts, content.ts). Of a product's listing only the columns of its state are meant.
 */
import { literals } from "./sql-lines.ts";

const WRITER = /^src\/hub\/sync-state\//;
/** Tests set up what they need; a backup is put back below the hub, and marks every row for a look. */
const MAY_WRITE = /\.test\.ts$|(^|\/)(testing|samples)[-.\w]*\.ts$|^src\/db\/backup\/restore\.ts$/;
const WRITE =
  /\b(update|(?:insert|merge)\s+into|delete\s+from)\s+(?:only\s+)?(?:argosy\.)?(listing_stock\b|listing_price\b|product_listing\b|\$\{)/gi;
/** Whose table is a gap and never one of these. */
const OTHER_TABLES =
  /^src\/hub\/(catalog\/category-tree|customers\/free-text|analytics\/count|profit\/(?:compute|days)|stores\/reconnect)\.ts$|^src\/db\//;

const ROWS: Readonly<Record<string, string>> = {
  listing_stock: "the stock row",
  listing_price: "the price row",
  product_listing: "the state of a product's content",
  "${": "a row whose table cannot be read",
};

/** Columns of product_listing that say how far its content is; the others say what it is, here and there. */
const CONTENT_STATE = new Set([
  "want_seq",
  "sent_seq",
  "ack_seq",
  "acked_hash",
  "due_at",
  "attempts",
  "state",
  "error",
  "error_said",
  "push_fields",
  "leaves",
  "base",
]);

/** Statements that write such a row, or a table that is a gap, outside their own place. */
export function foreignWrites(file: string, text: string): string[] {
  if (!file.startsWith("src/") || WRITER.test(file) || MAY_WRITE.test(file)) return [];
  const found = [...text.matchAll(WRITE)].filter(([, , table]) => table !== "${" || !OTHER_TABLES.test(file));
  if (found.length === 0) return [];
  const events = eventsOf(text);
  const spans = literals(text);
  return found.flatMap(({ 0: start, 1: verb = "", 2: table = "", index }) => {
    const from = index + start.length;
    const ends = spans.flatMap((span) => (span.start < index && index < span.end ? [span.end - 1] : []));
    const rest = text.slice(from, Math.min(...ends, text.length));
    if (table.toLowerCase() === "product_listing" && isOwnWrite(verb, rest, events)) return [];
    const line = text.slice(0, index).split("\n").length;
    return `${file}:${line} writes ${ROWS[table.toLowerCase()]}: its events stand in src/hub/sync-state`;
  });
}

/** Names a file has from the one place. */
function eventsOf(text: string): ReadonlySet<string> {
  const imports = [...text.matchAll(/import\s*\{([^}]*)\}\s*from\s*"[^"]*\/sync-state\/[^"]*"/g)];
  const names = imports.flatMap(([, list = ""]) => list.split(","));
  return new Set(names.map((name) => name.trim().split(/\s+/).at(-1) ?? ""));
}

/**
 * Whether a write of product_listing, of which `rest` follows the table's name, leaves the state to its events: all that it
 * sets are other columns and gaps that are events. What cannot be read is no such write.
 */
function isOwnWrite(verb: string, rest: string, events: ReadonlySet<string>): boolean {
  const sets = setsOf(rest);
  const into = /^\s*(?:as\s+\w+\s*)?\(([^()]*)\)/i.exec(rest);
  const isRead = /^update$/i.test(verb) ? sets.length > 0 : /^insert/i.test(verb) && into !== null;
  const written = [...(into?.[1] ?? "id").split(","), ...sets.flat()].map((one) => one.trim());
  return (
    isRead &&
    written.every((one) => {
      const event = /^\$\{\s*(\w+)/.exec(one)?.[1];
      return event === undefined ? /^\w+$/.test(one) && !CONTENT_STATE.has(one.toLowerCase()) : events.has(event);
    })
  );
}

/** What each SET of a statement names: columns, and gaps from their `${` on. */
function setsOf(text: string): readonly (readonly string[])[] {
  const flat = flattened(text);
  return [...flat.matchAll(/\bset\b(.*?)(?=(?<!\bdistinct\s+)\bfrom\b|\bwhere\b|\breturning\b|$)/gis)].map(
    ({ 0: whole, 1: list = "", index }) => {
      const begin = index + whole.length - list.length;
      const gaps = [...list.matchAll(/\$/g)].map((gap) => text.slice(begin + gap.index));
      const columns = list.split(",").map((part) => part.trim());
      return [...gaps, ...columns.filter((part) => !part.startsWith("$")).map((part) => part.replace(/\s*=.*/s, ""))];
    },
  );
}

/** As long as the statement, which ends where a bracket closes that it does not open; `#` for what brackets, gaps and quotes hold. */
function flattened(text: string): string {
  let depth = 0;
  let isQuoted = false;
  let flat = "";
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? "";
    const isFlat = depth === 0 && !isQuoted;
    if (sign === "'") isQuoted = !isQuoted;
    else if (!isQuoted && /[({]/.test(sign)) depth += 1;
    else if (!isQuoted && /[)}]/.test(sign)) depth -= 1;
    if (depth < 0) return flat;
    const isHidden = !isFlat || /['({]/.test(sign) || (sign === "$" && text[at + 1] !== "{");
    flat += isHidden ? "#" : sign;
  }
  return flat;
}
