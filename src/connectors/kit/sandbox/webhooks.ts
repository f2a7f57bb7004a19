import { Agent, request } from "undici";
import type { Faults } from "./sandbox.ts";

export interface OutgoingWebhook {
  readonly url: string;
  /** Default POST. */
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Told once per delivery: the receiver's status, or null when it was lost or nobody answered. */
  onResult?(status: number | null): void;
}

export interface WebhookSender {
  readonly switches: Faults["webhooks"];
  /** Deliveries a receiver took so far, repeated ones among them. */
  readonly taken: number;
  send(webhook: OutgoingWebhook): void;
  /** Resolves when nothing is queued or under way any more; while paused, when nothing is under way. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The platform's outgoing webhooks: one after the other per target URL, targets side by side unless `oneByOne`. What
 * goes wrong on the way (lost, doubled, out of order, held back) is switched on by `switches`.
 */
export function createWebhookSender(random: () => number): WebhookSender {
  const agent = new Agent({ connections: 8, keepAliveTimeout: 5_000, connect: { timeout: 3_000 } });
  const queues = new Map<string, OutgoingWebhook[]>();
  const busy = new Set<string>();
  const waiters: (() => void)[] = [];
  let taken = 0;
  let paused = false;
  let closed = false;

  const switches: Faults["webhooks"] = {
    lose: false,
    duplicate: 0,
    reorder: false,
    get paused() {
      return paused;
    },
    set paused(value: boolean) {
      paused = value;
      if (!value) startAll();
    },
    oneByOne: false,
  };

  const isQuiet = () =>
    busy.size === 0 && (paused || closed || [...queues.values()].every((queue) => queue.length === 0));

  const startAll = () => [...queues.keys()].forEach(start);
  function start(url: string): void {
    if (busy.has(url) || paused || closed || !queues.get(url)?.length) return;
    if (switches.oneByOne && busy.size > 0) return;
    busy.add(url);
    // A turn later, so that webhooks sent together can be reordered together.
    setImmediate(() => void drain(url));
  }

  async function drain(url: string): Promise<void> {
    const queue = queues.get(url) ?? [];
    while (!paused && !closed) {
      const [webhook] = queue.splice(switches.reorder ? Math.floor(random() * queue.length) : 0, 1);
      if (!webhook) break;
      const status = await deliver(agent, webhook);
      if (status !== null && status >= 200 && status < 300) taken += 1;
      webhook.onResult?.(status);
    }
    busy.delete(url);
    startAll();
    if (isQuiet()) for (const wake of waiters.splice(0)) wake();
  }

  return {
    switches,
    get taken() {
      return taken;
    },
    send(webhook) {
      if (switches.lose || closed) return void webhook.onResult?.(null);
      const queue = queues.get(webhook.url) ?? [];
      queues.set(webhook.url, queue);
      queue.push(webhook, ...Array<OutgoingWebhook>(extraOf(switches.duplicate, random)).fill(webhook));
      start(webhook.url);
    },
    settle: () => (isQuiet() ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
    async close() {
      closed = true;
      await agent.destroy();
    },
  };
}

/** How often a webhook is sent again: the whole part of the rate, and once more with the rest as its probability. */
const extraOf = (rate: number, random: () => number) => Math.floor(rate) + (random() < rate % 1 ? 1 : 0);

async function deliver(agent: Agent, webhook: OutgoingWebhook): Promise<number | null> {
  try {
    const { statusCode, body } = await request(webhook.url, {
      dispatcher: agent,
      method: webhook.method ?? "POST",
      headers: webhook.headers,
      body: webhook.body,
      headersTimeout: 10_000,
      bodyTimeout: 10_000,
    });
    await body.dump();
    return statusCode;
  } catch {
    // A receiver that is down is the platform's everyday: nobody answered.
    return null;
  }
}
