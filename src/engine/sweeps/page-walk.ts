/** Walks the pages of a sweep, and ends between two calls: only whoever makes the next one knows whether there is one. */
import type { Context } from "../../connectors/kit/contract/contract.ts";
import type { PlatformRequest } from "../../connectors/kit/contract/platform-http.ts";

/** What follows a page: the next one, the next one if it takes no call, or nothing in this turn. */
export type PageEnd = "go on" | "no more calls" | "stop";

/** What a walk is refused that would make another call. */
class WalkOver extends Error {
  override name = "WalkOver";
}

/** Resolves to whether the walk is complete; else it continues from the last saved cursor. */
export async function eachPage<P>(
  ctx: Context,
  begin: (ctx: Context) => AsyncIterable<P>,
  take: (page: P) => Promise<PageEnd>,
): Promise<boolean> {
  const gate = createGate(ctx);
  const pages = begin(gate.ctx)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await pages.next().catch((error: unknown) => {
        if (gate.isRefused(error)) return null;
        throw error;
      });
      // What it made of a call that never left is not what the platform would have answered.
      if (!next || gate.isRefused()) return false;
      if (next.done) return true;
      const end = await take(next.value);
      if (end === "stop") return false;
      if (end === "no more calls") gate.close();
    }
  } finally {
    await pages.return?.();
  }
}

/** A context whose calls can be shut off; those under way come to their end. */
function createGate(ctx: Context) {
  const over = new AbortController();
  let hasRefused = false;
  const unlessOver =
    <O>(call: (request: PlatformRequest) => Promise<O>) =>
    async (request: PlatformRequest): Promise<O> => {
      hasRefused ||= over.signal.aborted;
      over.signal.throwIfAborted();
      return call(request);
    };
  const gated: Context = {
    ...ctx,
    http: {
      request: unlessOver((request) => ctx.http.request(request)),
      json: unlessOver((request) => ctx.http.json(request)),
      stream: unlessOver((request) => ctx.http.stream(request)),
      waitMs: (operation) => ctx.http.waitMs(operation),
    },
    signal: AbortSignal.any([ctx.signal, over.signal]),
  };
  return {
    ctx: gated,
    close: () => over.abort(new WalkOver("The turn is over.")),
    /** Something was not done because the gate is shut. */
    isRefused: (error?: unknown) => hasRefused || (over.signal.aborted && error === over.signal.reason),
  };
}
