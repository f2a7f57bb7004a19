/** For sandboxes of GraphQL platforms: connections with opaque keyset cursors, and their types. */
import { GraphQLError } from "graphql";

export interface PageArgs {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly reverse?: boolean | null;
}

export interface Sorted<Row> {
  readonly row: Row;
  /** What the rows are sorted by; the id settles ties. */
  readonly sort: string;
  readonly id: string;
}

interface Page<View> {
  readonly nodes: View[];
  readonly edges: { cursor: string; node: View }[];
  readonly pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

/** One page of rows as a connection, at most `most` of them. `unlimited` (bulk operations) gives all. */
export function connect<Row, View>(
  rows: readonly Sorted<Row>[],
  args: PageArgs,
  options: { readonly most: number; readonly unlimited?: boolean | undefined; view(row: Row): View },
): Page<View> {
  if (!options.unlimited) checkFirst(args.first, options.most);
  const ordered = [...rows].sort((a, b) => (a.sort === b.sort ? compareIds(a.id, b.id) : a.sort < b.sort ? -1 : 1));
  if (args.reverse === true) ordered.reverse();
  const after = args.after ? readCursor(args.after) : null;
  const rest = after === null ? ordered : ordered.filter((entry) => isAfter(entry, after, args.reverse === true));
  const size = options.unlimited ? rest.length : (args.first ?? 0);
  const page = rest.slice(0, size).map((entry) => ({ cursor: writeCursor(entry), node: options.view(entry.row) }));
  return {
    nodes: page.map((edge) => edge.node),
    edges: page,
    pageInfo: {
      hasNextPage: rest.length > size,
      hasPreviousPage: after !== null,
      startCursor: page[0]?.cursor ?? null,
      endCursor: page.at(-1)?.cursor ?? null,
    },
  };
}

function checkFirst(first: number | null | undefined, most: number): void {
  if (first === undefined || first === null) throw bad("you must provide one of first or last");
  if (first < 0 || first > most) throw bad(`first cannot exceed ${most}`);
}

function bad(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "BAD_REQUEST" } });
}

function writeCursor(entry: { sort: string; id: string }): string {
  return Buffer.from(JSON.stringify([entry.sort, entry.id])).toString("base64url");
}

function readCursor(cursor: string): { sort: string; id: string } {
  try {
    const [sort, id] = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return { sort: String(sort), id: String(id) };
  } catch {
    throw bad("Invalid cursor for current pagination sort.");
  }
}

function isAfter(entry: { sort: string; id: string }, cursor: { sort: string; id: string }, reverse: boolean): boolean {
  const order = entry.sort === cursor.sort ? compareIds(entry.id, cursor.id) : entry.sort < cursor.sort ? -1 : 1;
  return reverse ? order < 0 : order > 0;
}

function compareIds(a: string, b: string): number {
  return a.length === b.length ? (a < b ? -1 : a > b ? 1 : 0) : a.length - b.length;
}

/** The schema with the connection and edge types its fields name and the text leaves out. */
export function withConnections(sdl: string): string {
  const names = new Set([...sdl.matchAll(/\b(\w+)Connection!?/g)].map((match) => match[1] ?? ""));
  const relay = [...names].map((name) => {
    const edge = `type ${name}Edge {\n  cursor: String!\n  node: ${name}!\n}`;
    return `type ${name}Connection {\n  edges: [${name}Edge!]!\n  nodes: [${name}!]!\n  pageInfo: PageInfo!\n}\n${edge}`;
  });
  return `${sdl}\n${relay.join("\n")}`;
}
