import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveFiles } from "./files.ts";

describe("a folder's files", () => {
  const root = mkdtempSync(join(tmpdir(), "files-"));
  let app: FastifyInstance;

  beforeAll(async () => {
    mkdirSync(join(root, "assets"));
    const write = (name: string, text: string) => writeFileSync(join(root, name), text);
    write("assets/a.js", "0123456789");
    write("assets/a.js.br", "packed-br");
    write("assets/a.js.gz", "packed-gz");
    write("icon.svg", "<svg/>");
    write("secret.txt", "not offered");
    app = Fastify();
    serveFiles(app, {
      root,
      isOffered: (name) => name !== "secret.txt",
      cacheControl: (name) => (name.startsWith("assets/") ? "immutable" : "max-age=3600"),
    });
    await app.ready();
  });

  afterAll(async () => {
    await app.close();
    rmSync(root, { recursive: true });
  });

  const ask = (url: string, headers: Record<string, string> = {}, method: "GET" | "HEAD" | "POST" = "GET") =>
    app.inject({ method, url, headers });

  test("a folder's files come with their type and cache time, packed as the browser takes them", async () => {
    const plain = await ask("/assets/a.js");
    expect([plain.statusCode, plain.body]).toEqual([200, "0123456789"]);
    expect(plain.headers).toMatchObject({
      "content-type": "application/javascript; charset=utf-8",
      "cache-control": "immutable",
      "accept-ranges": "bytes",
      vary: "accept-encoding",
      "content-length": "10",
    });
    expect(plain.headers["content-encoding"]).toBeUndefined();
    const taken: [string, string, string | undefined][] = [
      ["gzip, deflate, br", "packed-br", "br"],
      ["gzip;q=0.5", "packed-gz", "gzip"],
      ["br;q=0, gzip;q=0", "0123456789", undefined],
    ];
    for (const [accepted, body, encoding] of taken) {
      const packed = await ask("/assets/a.js", { "accept-encoding": accepted });
      expect([packed.body, packed.headers["content-encoding"]], accepted).toEqual([body, encoding]);
    }
    expect((await ask("/icon.svg", { "accept-encoding": "br" })).headers).toMatchObject({
      "content-type": "image/svg+xml",
      "cache-control": "max-age=3600",
    });
  });

  test("a folder answers HEAD, what did not change, a part, and a part that is not there", async () => {
    const head = await ask("/assets/a.js", {}, "HEAD");
    expect([head.statusCode, head.body, head.headers["content-length"]]).toEqual([200, "", "10"]);
    const tag = String(head.headers.etag);
    const same = await ask("/assets/a.js", { "if-none-match": `"other", ${tag}` });
    expect([same.statusCode, same.body, same.headers["cache-control"]]).toEqual([304, "", "immutable"]);
    const part = await ask("/assets/a.js", { range: "bytes=2-4" });
    expect([part.statusCode, part.body, part.headers["content-range"]]).toEqual([206, "234", "bytes 2-4/10"]);
    expect((await ask("/assets/a.js", { range: "bytes=2-4", "if-range": '"other"' })).statusCode).toBe(200);
    const beyond = await ask("/assets/a.js", { range: "bytes=10-", "accept-encoding": "x" });
    expect([beyond.statusCode, beyond.body, beyond.headers["content-range"]]).toEqual([416, "", "bytes */10"]);
  });

  test("nothing else has an address", async () => {
    for (const url of ["/secret.txt", "/assets/a.js.br", "/assets", "/assets/", "/assets/..%2fsecret.txt", "/%2e%2e/x"])
      expect((await ask(url)).statusCode, url).toBe(404);
    expect((await ask("/icon.svg", {}, "POST")).statusCode).toBe(404);
    rmSync(join(root, "icon.svg"));
    expect((await ask("/icon.svg")).statusCode).toBe(404);
  });
});
