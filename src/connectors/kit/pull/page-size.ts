/** Pages of a size a slow host can bear: one that takes too long is asked for again half as large. */
import type { ConnectionInfo, Context } from "../contract/contract.ts";
import { isConnectorError } from "../contract/errors.ts";

/** A page this small is the host's own trouble. */
const LEAST = 12;

/** How large a page to ask for, and what to tell the HTTP client of it. */
export interface Portion {
  readonly size: number;
  /** Goes into the request: it is not repeated as it is. */
  readonly halves: boolean;
}

/** Asks for a page of `size` rows, of half as many when that takes too long, and so on; with the size that worked. */
export async function inPortions<T>(
  size: number,
  ask: (portion: Portion) => Promise<T>,
): Promise<{ readonly answer: T; readonly size: number }> {
  for (let now = size; ; now = Math.floor(now / 2)) {
    const halves = now > LEAST;
    try {
      return { answer: await ask({ size: now, halves }), size: now };
    } catch (error) {
      if (!halves || !isSlow(error)) throw error;
    }
  }
}

/** As `inPortions`, beginning with what this host was last found to bear of the list. */
export async function inBornePortions<T>(
  { name, size }: { readonly name: string; readonly size: number },
  ask: (portion: Portion) => Promise<T>,
  ctx: Pick<Context, "connection">,
): Promise<T> {
  const seen = borneBy(ctx);
  const reported = await inPortions(Math.max(1, Math.floor(size / (seen.get(name) ?? 1))), ask);
  seen.set(name, Math.ceil(size / reported.size));
  return reported.answer;
}

/** A list whose pages have numbers, the first one 1. */
export interface NumberedPages<T> {
  /** Names the list: how large its pages may be on this host is known for the next one. */
  readonly name: string;
  readonly size: number;
  ask(at: { readonly page: number } & Portion): Promise<T>;
  isLast(page: T): boolean;
}

/** In how many parts a host bears the pages of its lists, while the connection stays open. */
const borne = new WeakMap<ConnectionInfo, Map<string, number>>();

function borneBy({ connection }: Pick<Context, "connection">): Map<string, number> {
  const seen = borne.get(connection) ?? new Map<string, number>();
  borne.set(connection, seen);
  return seen;
}

/**
 * A page by its number, as the smaller pages it was put together from where the host is slow with all of it. Only sizes
 * that divide the page are asked for, so that its rows are those the whole page has.
 */
export async function numberedPage<T>(
  { name, size, ask, isLast }: NumberedPages<T>,
  page: number,
  ctx: Pick<Context, "connection">,
): Promise<readonly T[]> {
  const seen = borneBy(ctx);
  for (let parts = seen.get(name) ?? 1; ; parts *= 2) {
    const least = size / parts;
    const halves = least % 2 === 0 && least / 2 >= LEAST;
    try {
      const reported: T[] = [];
      for (let part = 1; part <= parts; part += 1) {
        reported.push(await ask({ page: (page - 1) * parts + part, size: least, halves }));
        const [last] = reported.slice(-1);
        if (last !== undefined && isLast(last)) break;
      }
      seen.set(name, parts);
      return reported;
    } catch (error) {
      if (!halves || !isSlow(error)) throw error;
    }
  }
}

function isSlow(error: unknown): boolean {
  return isConnectorError(error) && error.info.kind === "transient" && error.info.slow === true;
}
