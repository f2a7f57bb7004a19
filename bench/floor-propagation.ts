/**
 * The floor of B3: HTTP in, INSERT and NOTIFY, a listener, HTTP out to every other channel. A script of fifty lines. It
 * reads a channel's number before it writes, as anybody has to where the channel cannot compare: another sale there would
 * be overwritten.
 */
import { createServer } from "node:http";
import process from "node:process";
import { buffer } from "node:stream/consumers";
import pg from "pg";
import { Agent, request } from "undici";
import type { StockTarget } from "./b3-propagation.ts";

const PRODUCTS = "/wp-json/wc/v3/products";
const READ = `${PRODUCTS}?per_page=100&_fields=id,manage_stock,stock_quantity,status&include=`;
const WRITE = `${PRODUCTS}/batch`;
const [url, given = "[]"] = process.argv.slice(2);
const targets = JSON.parse(given) as StockTarget[];
const pool = new pg.Pool({ connectionString: url, max: 4 });
const listener = new pg.Client({ connectionString: url });
const agent = new Agent({ connections: 4, keepAliveTimeout: 60_000 });
let stock = targets[0]?.stock ?? 0;

await listener.connect();
await listener.query("listen sale");
async function setStock({ origin, headers, product }: StockTarget, from: number, to: number): Promise<void> {
  const read = await request(`${origin}${READ}${product}`, { dispatcher: agent, headers });
  const [shown] = (await read.body.json()) as { stock_quantity: number }[];
  if (shown?.stock_quantity !== from) throw new Error(`The channel shows ${shown?.stock_quantity}, not ${from}.`);
  const written = await request(`${origin}${WRITE}`, {
    dispatcher: agent,
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ update: [{ id: product, manage_stock: true, stock_quantity: to }] }),
  });
  await written.body.dump();
}
listener.on("notification", ({ payload }) => {
  const before = stock;
  stock -= Number(payload);
  for (const target of targets)
    setStock(target, before, stock).catch((error: unknown) => process.stderr.write(`${error}\n`));
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
