/** Where a seller's pictures lie: some shops fetch them themselves, of others the hub does. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** One pixel. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=",
  "base64",
);

export async function openPictures(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((_request, reply) => void reply.setHeader("content-type", "image/png").end(PICTURE));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mug-from-above.png`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
