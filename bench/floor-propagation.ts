/**
 * The floor of B3: HTTP in, INSERT and NOTIFY, a listener, HTTP out to every other channel, in a script of some eighty
 * lines. It does what nobody can leave out: it believes no delivery without its signature, counts one that comes twice
 * once, loses no sale and no number when it is killed (both are stored before a channel hears of them), reads a channel's
 * number before it writes (another sale there would be overwritten), and keeps what each channel shows.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import process from "node:process";
import { buffer } from "node:stream/consumers";
import pg from "pg";
import { Agent, request } from "undici";
import type { StockTarget } from "./b3-propagation.ts";

const PRODUCTS = "/wp-json/wc/v3/products";
const READ = `${PRODUCTS}?per_page=100&_fields=id,manage_stock,stock_quantity,status&include=`;
const WRITE = `${PRODUCTS}/batch`;
const [url, given = "{}"] = process.argv.slice(2);
const { secret, targets } = JSON.parse(given) as { secret: string; targets: StockTarget[] };
const pool = new pg.Pool({ connectionString: url, max: 4 });
const listener = new pg.Client({ connectionString: url });
const agent = new Agent({ connections: 4, keepAliveTimeout: 60_000 });

const STORE = {
  name: "store",
  text: `with stored as (insert into delivery (key, body, done) values ($1, $2, not $3) on conflict do nothing
      returning key)
    select pg_notify('sale', key) from stored where $3`,
};
const APPLY = {
  name: "apply",
  text: `with sale as (update delivery set done = true where key = $1 and not done returning body),
      sold as (select line->>'sku' as sku, (line->>'quantity')::int as pieces
        from sale, jsonb_array_elements(body->'line_items') as line)
    update stock s
    set pieces = s.pieces - sold.pieces
    from sold
    where s.sku = sold.sku
    returning s.pieces + sold.pieces as before, s.pieces as after`,
};
const SHOWN = {
  name: "shown",
  text: "insert into shown values ($1, $2) on conflict (channel) do update set pieces = excluded.pieces",
};

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

const told = (error: unknown) => void process.stderr.write(`${error}\n`);

async function sell(key: string): Promise<void> {
  const { rows } = await pool.query<{ before: number; after: number }>(APPLY, [key]);
  for (const { before, after } of rows)
    for (const [channel, target] of targets.entries())
      setStock(target, before, after)
        .then(() => pool.query(SHOWN, [channel, after]))
        .catch(told);
}

await listener.connect();
await listener.query("listen sale");
listener.on("notification", ({ payload }) => void sell(payload ?? "").catch(told));

function isTrue(body: Buffer, signature: string): boolean {
  const proof = createHmac("sha256", secret).update(body).digest();
  const shown = Buffer.from(signature, "base64");
  return shown.length === proof.length && timingSafeEqual(shown, proof);
}

const server = createServer(async (incoming, outgoing) => {
  const body = await buffer(incoming);
  const { headers } = incoming;
  if (!isTrue(body, String(headers["x-wc-webhook-signature"]))) {
    outgoing.writeHead(401).end();
    return;
  }
  const [hook, topic] = [headers["x-wc-webhook-id"], headers["x-wc-webhook-topic"]];
  const { id, date_modified_gmt: at } = JSON.parse(body.toString()) as { id: number; date_modified_gmt: string };
  const key = `${headers["x-wc-webhook-source"]} ${hook} ${id} ${at} ${headers["x-wc-webhook-delivery-id"]}`;
  await pool.query(STORE, [key, body.toString(), topic === "order.created"]);
  outgoing.writeHead(200).end();
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? address?.port : ""}\n`);
});
process.once("SIGTERM", () => process.exit(0));
