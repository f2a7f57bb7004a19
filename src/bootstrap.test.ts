import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { expect, test } from "vitest";
import { bootstrap } from "./bootstrap.ts";
import { loadConfig } from "./config.ts";

test("a database elsewhere is asked only when this process can listen to its answer", async () => {
  const callers: Socket[] = [];
  const database = createServer((socket) => void callers.push(socket.on("error", () => undefined)));
  database.listen(0, "127.0.0.1");
  await once(database, "listening");
  const address = database.address();
  const port = typeof address === "object" && address ? address.port : 0;
  try {
    const config = loadConfig({
      DATABASE_URL: `postgresql://hub:secret@127.0.0.1:${port}/argosy`,
      DATA_DIR: join(tmpdir(), "argosy-never-used"),
      ENCRYPTION_KEY: "5a".repeat(32),
    });
    const started = await bootstrap(config, pino({ level: "silent" }));
    // A call of our own goes through the same door after whatever the start sent.
    const first = once(database, "connection");
    connect(port, "127.0.0.1").on("error", () => undefined);
    await first;
    expect(callers).toHaveLength(1);

    const second = once(database, "connection");
    const server = started.server();
    server.catch(() => undefined);
    await second;
    for (const caller of callers) caller.destroy();
    await expect(server).rejects.toThrow(`The database at 127.0.0.1:${port} cannot be reached`);
  } finally {
    database.close();
  }
});
