/**
 * Parses large bodies in slices, a few at a time: a hundred bodies of 5 MB parsed at once would hold ten times as much
 * memory as values.
 */
import type { Context } from "../../connectors/kit/contract/context.ts";
import type { InboundChange, StoredEvent, WebhookHandler } from "../../connectors/kit/contract/webhooks.ts";
import { LONG_BODY, withBodyRead } from "../../connectors/kit/parse/body-json.ts";

const AT_A_TIME = 4;

type WithBody = <T>(
  body: Uint8Array,
  webhooks: Pick<WebhookHandler, "readAhead"> | undefined,
  work: () => T | Promise<T>,
) => Promise<T>;

/** Does the work with the body's JSON at hand; work on a body within work on it waits for nobody. */
export function createLargeBodies(atATime = AT_A_TIME): WithBody {
  const atHand = new WeakSet<Uint8Array>();
  const waiting: (() => void)[] = [];
  let free = atATime;

  return async (body, webhooks, work) => {
    if (body.byteLength <= LONG_BODY || atHand.has(body)) return work();
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    atHand.add(body);
    try {
      await webhooks?.readAhead?.(body);
      return await withBodyRead(body, work);
    } finally {
      atHand.delete(body);
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/** What a stored event tells; a long body is read in turns first. Its lane bounds how many there are. */
export const interpreted = (webhooks: WebhookHandler, event: StoredEvent, ctx: Context): Promise<InboundChange> =>
  withBodyRead(event.body, () => webhooks.interpret(event, ctx));
