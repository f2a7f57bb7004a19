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
  const server = createServer(async (requested, reply) => {
    const { "accept-encoding": _, "if-none-match": __, "if-modified-since": ___, ...stored } = requested.headers;
    const headers = { ...stored, host: new URL(hub.url).host };
    // The hub takes answers of its own page alone.
    if (headers.origin) headers.origin = hub.url;
    const sent = request(
      new URL(requested.url ?? "/", hub.url),
      { method: requested.method, headers },
      async (answer) => {
        const body = await bodyOf(answer);
        const isWorker = requested.url === "/register/worker.js" && isReleased;
        const reported = isWorker ? Buffer.from(body.toString().replace(/"version":"/, '"version":"newer-')) : body;
        const { "content-length": _length, "transfer-encoding": _chunks, ...rest } = answer.headers;
        reply.writeHead(answer.statusCode ?? 502, { ...rest, "content-length": reported.length }).end(reported);
      },
    );
    sent.end(await bodyOf(requested));
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
