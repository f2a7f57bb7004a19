/** A hub behind another address that from a moment on serves a newer build of the register. */
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestHub } from "../support/hub.ts";

export interface NewerBuild extends AsyncDisposable {
  readonly url: string;
  /** Its worker is another one from here on. */
  release(): void;
}

const bodyOf = async (message: IncomingMessage): Promise<Buffer> => Buffer.concat(await message.toArray());

export async function newerBuild(hub: Pick<TestHub, "url">): Promise<NewerBuild> {
  let isReleased = false;
  const server = createServer(async (asked, reply) => {
    const { "accept-encoding": _, "if-none-match": __, "if-modified-since": ___, ...kept } = asked.headers;
    const headers = { ...kept, host: new URL(hub.url).host };
    // The hub takes answers of its own page alone.
    if (headers.origin) headers.origin = hub.url;
    const sent = request(new URL(asked.url ?? "/", hub.url), { method: asked.method, headers }, async (answer) => {
      const body = await bodyOf(answer);
      const isWorker = asked.url === "/register/worker.js" && isReleased;
      const told = isWorker ? Buffer.from(body.toString().replace(/"version":"/, '"version":"newer-')) : body;
      const { "content-length": _length, "transfer-encoding": _chunks, ...rest } = answer.headers;
      reply.writeHead(answer.statusCode ?? 502, { ...rest, "content-length": told.length }).end(told);
    });
    sent.end(await bodyOf(asked));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { hostname } = new URL(hub.url);
  return {
    url: `http://${hostname}:${(server.address() as AddressInfo).port}`,
    release: () => {
      isReleased = true;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
