import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

type OnPayload = (payload: string) => void;

/** What is done over the connection that listens, each time it is made. */
type OnSession = (session: pg.Client) => Promise<void>;

interface ListenerOptions {
  readonly url: string;
  readonly onError: (error: Error) => void;
  readonly pingMs?: number;
  /** The end of its name among the server's sessions. */
  readonly mark?: string;
}

/** LISTEN for any number of channels over one connection, which is made at the first use and again when it breaks. */
// A line that goes silent ends no connection: whoever only listens would wait for ever.
const PING_MS = 15_000;

export function openListener(options: ListenerOptions) {
  const { pingMs = PING_MS, mark } = options;
  const channels = new Map<string, Set<OnPayload>>();
  const begins = new Set<OnSession>();
  let connection: Promise<pg.Client> | undefined;
  const closing = new AbortController();

  async function open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: options.url,
      application_name: ["argosy listener", ...(mark === undefined ? [] : [mark])].join(" "),
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    });
    client.on("notification", ({ channel, payload }) => {
      for (const onPayload of channels.get(channel) ?? []) onPayload(payload ?? "");
    });
    let isOpen = false;
    client.on("error", options.onError);
    client.once("end", () => {
      if (isOpen) reconnect();
    });
    try {
      await client.connect();
      for (const channel of channels.keys()) await client.query(`listen ${client.escapeIdentifier(channel)}`);
    } catch (error) {
      await client.end();
      throw error;
    }
    isOpen = true;
    ping(client, pingMs);
    // What fails here keeps nobody from listening.
    for (const begin of begins) await begin(client).catch(options.onError);
    return client;
  }

  function reconnect(): void {
    if (closing.signal.aborted) return;
    connection = openAgain();
    // Ends only when closing; nobody may be waiting for it just now.
    connection.catch(() => undefined);
  }

  async function openAgain(): Promise<pg.Client> {
    for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 5_000)) {
      await delay(waitMs, undefined, { signal: closing.signal });
      try {
        return await open();
      } catch (error) {
        options.onError(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  async function client(): Promise<pg.Client> {
    connection ??= open().catch((error: unknown) => {
      connection = undefined;
      throw error;
    });
    return connection;
  }

  return {
    async listen(channel: string, onPayload: OnPayload): Promise<() => Promise<void>> {
      const cached = channels.get(channel) ?? new Set<OnPayload>();
      channels.set(channel, cached.add(onPayload));
      // Also when the channel is known: the caller may rely on the subscription once this resolves.
      const current = await client();
      await current.query(`listen ${current.escapeIdentifier(channel)}`);
      return async () => {
        cached.delete(onPayload);
        if (cached.size > 0 || closing.signal.aborted) return;
        channels.delete(channel);
        const open = await client();
        await open.query(`unlisten ${open.escapeIdentifier(channel)}`);
      };
    },
    async onSession(begin: OnSession): Promise<() => void> {
      const current = await client();
      begins.add(begin);
      await begin(current);
      return () => void begins.delete(begin);
    },
    async close(): Promise<void> {
      closing.abort();
      const open = await connection?.catch(() => undefined);
      await open?.end();
    },
  };
}

/** Asks for an answer now and then; without one the connection is broken, and made again. */
function ping(client: pg.Client, pingMs: number): void {
  let requested = false;
  const timer = setInterval(() => {
    if (requested) {
      client.connection.stream.destroy(new Error("The database does not answer its listener."));
      return;
    }
    requested = true;
    client.query("select 1").then(
      () => {
        requested = false;
      },
      // The connection tells of its end by itself.
      () => undefined,
    );
  }, pingMs);
  timer.unref();
  client.once("end", () => clearInterval(timer));
}

interface ListenersOptions {
  /** The hub's own server. */
  readonly url: string;
  readonly onError: (error: Error) => void;
  readonly mark: string;
}

/**
 * The same on several servers: what is notified on any of them is heard. Listens at once on the hub's own; on others as
 * soon as they can be reached, so that one of them keeps nobody from starting.
 */
export function openListeners({ url, onError, mark }: ListenersOptions) {
  const own = openListener({ url, onError, mark });
  const others = new Map<string, ReturnType<typeof openListener>>();
  const requested = new Map<string, Set<OnPayload>>();
  const closing = new AbortController();

  async function hear(at: string, channel: string, onPayload: OnPayload): Promise<void> {
    const isRequested = () => requested.get(channel)?.has(onPayload) && others.has(at) && !closing.signal.aborted;
    for (let waitMs = 100; isRequested(); waitMs *= 2) {
      try {
        await others.get(at)?.listen(channel, (payload) => {
          if (requested.get(channel)?.has(onPayload)) onPayload(payload);
        });
        return;
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)));
        await delay(Math.min(waitMs, 5_000), undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
      }
    }
  }

  return {
    /** Listens on another server too. */
    add(at: string): void {
      others.set(at, openListener({ url: at, onError, mark }));
      for (const [channel, existing] of requested) for (const onPayload of existing) void hear(at, channel, onPayload);
    },
    /** Over the connection that listens on the hub's own server. */
    onSession: own.onSession,
    /** Listens there no more. */
    async remove(at: string): Promise<void> {
      const listener = others.get(at);
      others.delete(at);
      await listener?.close();
    },
    async listen(channel: string, onPayload: OnPayload): Promise<() => Promise<void>> {
      const cached = requested.get(channel) ?? new Set<OnPayload>();
      requested.set(channel, cached.add(onPayload));
      const stop = await own.listen(channel, onPayload);
      for (const at of others.keys()) void hear(at, channel, onPayload);
      return async () => {
        cached.delete(onPayload);
        await stop();
      };
    },
    async close(): Promise<void> {
      closing.abort();
      await Promise.all([own, ...others.values()].map((listener) => listener.close()));
    },
  };
}
