/** Connections (`nodes` and `pageInfo`) followed by their cursors. */
import { z } from "zod";
import type { Json } from "../../../commerce/product.ts";
import { anyJson } from "../parse/parse.ts";

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });
export type PageInfo = z.output<typeof pageInfo>;

/** A connection of `node`s. */
export function connection<T extends z.ZodType>(node: T) {
  return z.object({ nodes: z.array(node), pageInfo });
}

export interface Connection<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: PageInfo;
}

/** Nodes as they came, so that one unreadable record does not hide the others. */
export const rawPage = connection(anyJson);
export type RawPage = Connection<Json>;

/** A page after `after`; none when what it hangs on is gone. */
type Ask<T> = (after: string | null) => Promise<Connection<T> | null | undefined>;

/** Every node, from the first page on; null when what they hang on is gone. */
export async function allNodes<T>(ask: Ask<T>): Promise<T[] | null> {
  const first = await ask(null);
  return first ? wholeOf(first, ask) : null;
}

/** The nodes of a page at hand and of all after it. */
export async function wholeOf<T>(first: Connection<T>, ask: Ask<T>): Promise<T[]> {
  const nodes = [...first.nodes];
  for (let info = first.pageInfo; info.hasNextPage; ) {
    const page = await ask(info.endCursor ?? null);
    if (!page) break;
    nodes.push(...page.nodes);
    info = page.pageInfo;
  }
  return nodes;
}

/** That there is no more, for a connection whose nodes were fetched whole. */
export const whole = <T>(nodes: readonly T[]): { nodes: T[]; pageInfo: PageInfo } => ({
  nodes: [...nodes],
  pageInfo: { hasNextPage: false },
});
