/** The floor of B3: HTTP in, INSERT and NOTIFY, a listener, HTTP out to every other channel. A script of forty lines. */
import { createServer } from "node:http";
import process from "node:process";
import { buffer } from "node:stream/consumers";
import pg from "pg";
import { Agent, request } from "undici";
import type { StockTarget } from "./b3-propagation.ts";

const [url, given = "[]"] = process.argv.slice(2);
const targets = JSON.parse(given) as StockTarget[];
const pool = new pg.Pool({ connectionString: url, max: 4 });
const listener = new pg.Client({ connectionString: url });
const agent = new Agent({ connections: 4, keepAliveTimeout: 60_000 });
let stock = targets[0]?.stock ?? 0;

await listener.connect();
await listener.query("listen sale");
listener.on("notification", ({ payload }) => {
  stock -= Number(payload);
  for (const { path, origin, headers, product } of targets) {
    const body = JSON.stringify({ update: [{ id: product, manage_stock: true, stock_quantity: stock }] });
    request(origin + path, {
      dispatcher: agent,
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body,
    }).then(
      (answer) => answer.body.dump(),
      (error: unknown) => process.stderr.write(`${error}\n`),
    );
  }
});

const server = createServer(async (incoming, outgoing) => {
  const body = (await buffer(incoming)).toString();
  const { line_items: lines } = JSON.parse(body) as { line_items: { quantity: number }[] };
  const sale = "with stored as (insert into sale (body) values ($1)) select pg_notify('sale', $2)";
  await pool.query(sale, [body, String(lines[0]?.quantity)]);
  outgoing.writeHead(200).end();
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? address?.port : ""}\n`);
});
process.once("SIGTERM", () => process.exit(0));
