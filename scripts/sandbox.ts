/**
 * Starts emulated platforms, couriers and ad accounts to develop against:  npm run sandbox -- shopify delhivery [--port 4100] [--hub http://localhost:3000]
 * Each prints its address and what a seller would type into the connect form; commands on standard input play the
 * merchant, the customers, the courier and the faults ("help" lists them).
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { systemClock } from "../src/commerce/clock.ts";
import { SHIPMENT_STATUSES } from "../src/commerce/statuses.ts";
import { loadConfig } from "../src/config.ts";
import { openCatalog } from "../src/connectors/catalog.ts";
import type { AdSandbox } from "../src/connectors/kit/sandbox/ad-account.ts";
import type { CourierSandbox } from "../src/connectors/kit/sandbox/courier.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { registerHub, sandboxValues, sandboxVariables } from "../src/connectors/kit/sandbox/values.ts";
import {
  adSandboxProviders,
  courierSandboxProviders,
  sandboxProviders,
  startAdSandbox,
  startCourierSandbox,
  startSandbox,
} from "../src/sandboxes/index.ts";

const FIRST_PORT = 4100;
const print = (text: string) => void process.stdout.write(`${text}\n`);
const log = { info: () => undefined, warn: (_about: object, text: string) => void process.stderr.write(`${text}\n`) };

/** Also those of packages that CONNECTORS names. */
const { connectors } = await openCatalog(loadConfig(process.env), { log });

const STATUSES = SHIPMENT_STATUSES.filter((one) => one !== "created" && one !== "cancelled");
const HELP = `Commands, the sandbox's name first (it may be left out when there is one):
  products                      SKUs with stock and price
  stock <sku> <number>          edit a number as the merchant
  price <sku> <amount>
  order <sku>[=quantity] ...    a customer buys
  cancel <order key>
  orders                        the shop's orders and what became of them
Of a courier:
  parcels                       tracking numbers with the courier's word and what it charged
  scan <number> <status>        a scan; its webhook goes out: ${STATUSES.join(", ")}
  word <number> <word>          a scan in the courier's own word, or one nobody knows
  finish                        ends what the courier does on its own time: a cancellation, a label still drawn
Of an ad account:
  spent <day> <amount> [campaign]  money was spent on that day (2026-11-20)
Of all:
  webhooks <topic=url> ...      the steps a person takes to paste our webhook addresses; prints what to paste back
  throttle | outage | expire    faults; "clear" ends them
  calls                         how many API calls came in
  help, quit`;

type Started = Sandbox | CourierSandbox | AdSandbox;
const isCourier = (sandbox: Started): sandbox is CourierSandbox => "parcels" in sandbox.shop;
const isAdAccount = (sandbox: Started): sandbox is AdSandbox => "spent" in sandbox.shop;

function spend({ shop }: AdSandbox, [date = "", amount = "", campaign = "Spring sale"]: readonly string[]): void {
  shop.spent({ date, campaign: { id: campaign, name: campaign }, adSet: null, spend: amount });
}

/** Three days of one campaign, so that there is something to read. */
async function startAds(id: string, port: number): Promise<AdSandbox> {
  const sandbox = await startAdSandbox(id, { clock: systemClock, port, seed: 1 }, connectors);
  for (const back of [3, 2, 1])
    spend(sandbox, [new Date(systemClock.now() - back * 86_400_000).toISOString().slice(0, 10), `${back}00.00`]);
  return sandbox;
}

async function start(id: string, port: number): Promise<Started> {
  const options = { clock: systemClock, port, seed: 1 };
  if (courierSandboxProviders(connectors).includes(id)) return startCourierSandbox(id, options, connectors);
  if (adSandboxProviders(connectors).includes(id)) return startAds(id, port);
  const sandbox = await startSandbox(id, options, connectors);
  if (sandbox.shop.skus().length === 0)
    for (const [sku, title, price, stock] of [
      ["TEE-S", "Cotton tee, small", "12.50", 40],
      ["TEE-M", "Cotton tee, medium", "12.50", 60],
      ["MUG-1", "Enamel mug", "9.90", 25],
    ] as const)
      sandbox.shop.addProduct({ title, status: "active", variants: [{ sku, price, stock }] });
  return sandbox;
}

type Command<S> = (sandbox: S, args: readonly string[]) => void;
const ofShops: Readonly<Record<string, Command<Sandbox>>> = {
  products: ({ shop }) => {
    for (const sku of shop.skus()) print(`  ${sku.padEnd(16)} stock ${shop.stockOf(sku)}  price ${shop.priceOf(sku)}`);
  },
  stock: ({ shop }, [sku = "", quantity]) => shop.setStock(sku, Number(quantity)),
  price: ({ shop }, [sku = "", price = ""]) => shop.setPrice(sku, price),
  order: ({ shop }, lines) => {
    const requested = lines.map((line) => line.split("="));
    const key = shop.placeOrder({
      lines: requested.map(([sku = "", quantity]) => ({ sku, quantity: Number(quantity ?? 1) })),
    });
    print(`  order ${shop.order(key)?.number} (key ${key})`);
  },
  cancel: ({ shop }, [key = ""]) => shop.cancelOrder(key),
  orders: ({ shop }) => {
    for (const key of shop.orderKeys()) {
      const order = shop.order(key);
      const parcel = order?.fulfilled ? `fulfilled ${order.trackingNumbers.join(", ")}` : "open";
      print(
        `  ${order?.number}  key ${key}  ${order?.status}  ${order?.total}  ${order?.cancelled ? "cancelled" : parcel}`,
      );
    }
  },
};

const ofCouriers: Readonly<Record<string, Command<CourierSandbox>>> = {
  parcels: ({ shop }) => {
    for (const { trackingNumber, word, reference, charged, isCancelled } of shop.parcels())
      print(`  ${trackingNumber}  ${isCancelled ? "cancelled" : word}  our reference ${reference}  charged ${charged}`);
  },
  scan: ({ shop }, [number = "", requested]) => {
    const status = STATUSES.find((one) => one === requested);
    if (!status) print(`  A status is one of ${STATUSES.join(", ")}.`);
    else if (!shop.scan(number, status)) print("  This courier has no word for it.");
  },
  word: ({ shop }, [number = "", ...texts]) => shop.scanWord(number, texts.join(" ")),
  finish: ({ shop }) => shop.workOff(),
};

const ofAdAccounts: Readonly<Record<string, Command<AdSandbox>>> = { spent: spend };

const ofAll: Readonly<Record<string, Command<Started>>> = {
  webhooks: ({ shop }, pairs) => {
    const urls = pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]);
    for (const [name, value] of Object.entries(shop.installWebhooks(Object.fromEntries(urls))))
      print(`  ${name}: ${value}`);
  },
  throttle: ({ faults }) => faults.add({ fault: { kind: "throttle", retryAfterSeconds: 5 } }),
  outage: ({ faults }) => faults.add({ fault: { kind: "status", status: 503 } }),
  expire: ({ faults }) => faults.expireTokens(),
  clear: ({ faults }) => faults.clear(),
  calls: ({ calls }) => print(`  ${calls.length} calls, ${calls.filter((call) => call.write).length} of them writes`),
};

function commandOf(sandbox: Started, name: string): ((args: readonly string[]) => void) | undefined {
  const own = isCourier(sandbox)
    ? ofCouriers[name]?.bind(null, sandbox)
    : isAdAccount(sandbox)
      ? ofAdAccounts[name]?.bind(null, sandbox)
      : ofShops[name]?.bind(null, sandbox);
  return own ?? ofAll[name]?.bind(null, sandbox);
}

function obey(line: string, sandboxes: ReadonlyMap<string, Started>): void {
  const texts = line.trim().split(/\s+/);
  const named = sandboxes.get(texts[0] ?? "");
  const target = named ?? (sandboxes.size === 1 ? [...sandboxes.values()][0] : undefined);
  const [name = "", ...args] = named ? texts.slice(1) : texts;
  const command = target && commandOf(target, name);
  try {
    if (command) command(args);
    else print(HELP);
  } catch (error) {
    print(`  ${error instanceof Error ? error.message : error}`);
  }
}

/** What connects a hub to it: the form's values, or a request where the platform's host is in no form. */
function printValues(id: string, sandbox: Started): void {
  print(`\n${id}: ${sandbox.url}`);
  const meta = connectors.get(id)?.meta;
  if (!meta) return;
  const { values, endpoint } = sandboxValues(meta, sandbox);
  for (const [field, value] of Object.entries(values)) print(`  ${field}: ${value}`);
  if (endpoint === null) return;
  print("  The form has no field for the address. Connect with a request (an API key of the hub as bearer token).");
  print("  Where the answer names a consent page, open it in a browser: it approves at once and leads back.");
  const request = { provider: id, values: { ...values, endpoint } };
  print(`  POST /api/stores ${JSON.stringify(request)}`);
}

/** For a shell. */
const quoted = (value: string): string => (/^[\w./:@-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { port: { type: "string" }, hub: { type: "string", default: "http://localhost:3000" } },
    allowPositionals: true,
  });
  const existing = [sandboxProviders, courierSandboxProviders, adSandboxProviders].flatMap((list) => list(connectors));
  const unknown = positionals.filter((id) => !existing.includes(id));
  if (positionals.length === 0 || unknown.length > 0) {
    process.stderr.write(`Name the sandboxes to start: npm run sandbox -- ${existing.join(" ")}\n`);
    process.exitCode = 1;
    return;
  }
  const sandboxes = new Map<string, Started>();
  for (const [index, id] of positionals.entries()) {
    const sandbox = await start(id, Number(values.port ?? FIRST_PORT) + index);
    registerHub(sandbox, values.hub);
    sandboxes.set(id, sandbox);
    printValues(id, sandbox);
  }
  const started = [...sandboxes].map(([id, sandbox]) => sandboxVariables(connectors.get(id)?.meta ?? {}, sandbox));
  const variables = Object.entries({ ALLOW_PRIVATE_NETWORK: "true", ...Object.assign({}, ...started) });
  print(
    "\nStart the hub like this: it calls local addresses then, and has the apps' keys where a platform needs them.",
  );
  print(`  ${variables.map(([name, value]) => `${name}=${quoted(String(value))}`).join(" ")} npm start`);
  print(`\n${HELP}\n`);
  const stop = async () => {
    await Promise.all([...sandboxes.values()].map((sandbox) => sandbox.close()));
    process.exit(0);
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  for await (const line of createInterface(process.stdin)) {
    if (line.trim() === "quit") return stop();
    if (line.trim()) obey(line, sandboxes);
  }
  // Without a terminal it runs until it is told to stop.
}

try {
  await main();
} catch (error) {
  const isPort = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  process.stderr.write(isPort ? "A port is in use already; choose another first one with --port.\n" : `${error}\n`);
  process.exit(1);
}
