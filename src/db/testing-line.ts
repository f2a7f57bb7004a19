/** For tests: a TCP line to the database that can go silent, as where a network is cut: nothing is refused, nothing arrives. */
import { connect, createServer, type Socket } from "node:net";

export interface Line extends AsyncDisposable {
  /** The same address by way of the line. */
  readonly url: string;
  /** Connections made over it so far. */
  readonly opened: number;
  /** Bytes of these connections (numbered from 1; default all) no longer arrive, in either direction. */
  cut(isCut?: (connection: number) => boolean): void;
  /** What was held back since arrives, in its order. */
  heal(): void;
  /** Its connections break and no new one is made, as where the server has ended. */
  end(): void;
  /** New connections are made again. */
  begin(): void;
  /** Resolves when the n-th connection is made. */
  made(connection: number): Promise<void>;
}

export async function openLine(target: string): Promise<Line> {
  const to = new URL(target);
  const host = to.searchParams.get("host");
  const port = Number(to.port || 5432);
  const callChannel = () => (host ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, to.hostname));
  const sockets = new Set<Socket>();
  const waiting = new Map<number, () => void>();
  let opened = 0;
  let isCut: (connection: number) => boolean = () => false;
  let held: (() => void)[] = [];
  let hasEnded = false;
  const server = createServer((client) => {
    if (hasEnded) return void client.destroy();
    opened += 1;
    const connection = opened;
    waiting.get(connection)?.();
    const line = callChannel();
    for (const [from, other] of [
      [client, line],
      [line, client],
    ] as const) {
      sockets.add(from);
      from.on("error", () => undefined);
      const pass = (work: () => void) => (isCut(connection) ? void held.push(work) : work());
      from.on("data", (data) => pass(() => void (other.writable && other.write(data))));
      from.on("close", () => pass(() => other.destroy()));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const url = new URL(target);
  url.searchParams.delete("host");
  url.hostname = "127.0.0.1";
  url.port = String(address.port);
  return {
    url: url.href,
    get opened() {
      return opened;
    },
    cut(which = () => true) {
      isCut = which;
    },
    heal() {
      isCut = () => false;
      for (const work of held.splice(0)) work();
      held = [];
    },
    end() {
      hasEnded = true;
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
    begin() {
      hasEnded = false;
    },
    made: (connection) =>
      opened >= connection
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.set(connection, resolve);
          }),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
