/** The floor of B1: check the HMAC of the raw body, store it with one INSERT, answer. Nothing else. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import process from "node:process";
import pg from "pg";

const [url, secret = ""] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 20 });

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function accept(request: IncomingMessage): Promise<number> {
  const body = await read(request);
  const reported = Buffer.from(String(request.headers["x-wc-webhook-signature"] ?? ""), "base64");
  const right = createHmac("sha256", secret).update(body).digest();
  if (reported.length !== right.length || !timingSafeEqual(reported, right)) return 401;
  await pool.query("insert into delivery (topic, body) values ($1, $2)", [request.headers["x-wc-webhook-topic"], body]);
  return 200;
}

const server = createServer((request, response) => {
  accept(request).then(
    (status) => response.writeHead(status).end(),
    () => response.writeHead(503).end(),
  );
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? address?.port : ""}\n`);
});
process.once("SIGTERM", () => process.exit(0));
