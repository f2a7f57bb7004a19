/**
 * Posts signed deliveries, as a platform would. Everything is made and signed before the start signal, so that only the
 * sending happens on the clock. Told what to do by one line of JSON on standard input; prints "ready", waits for a
 * second line, works, prints the outcome as JSON.
 */
import { createHmac } from "node:crypto";
import process from "node:process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "undici";
import type { LoadJob, LoadResult } from "./load.ts";
import { quantile } from "./stats.ts";

interface Made {
  readonly client: number;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** Shops in turn, each copy over another connection. */
function make(job: LoadJob): Made[] {
  const deliveries: Made[] = [];
  for (let index = 0; index < job.count; index += 1) {
    const order = Math.floor(index / job.copies);
    const target = job.targets[order % job.targets.length];
    if (!target) throw new Error("A load needs a target.");
    const body = Buffer.from(job.template.body.replaceAll("@@ID@@", String(job.first + order)));
    const signature = createHmac("sha256", target.secret).update(body).digest("base64");
    deliveries.push({
      client: index % job.connections,
      path: new URL(target.url).pathname,
      headers: { ...job.template.headers, "x-wc-webhook-signature": signature },
      body,
    });
  }
  return deliveries;
}

async function run(job: LoadJob, deliveries: readonly Made[]): Promise<LoadResult> {
  const origin = new URL(job.targets[0]?.url ?? "").origin;
  const statuses: Record<string, number> = {};
  const waits: number[] = [];
  const queues = Array.from({ length: job.connections }, (_, client) =>
    deliveries.filter((one) => one.client === client),
  );
  const started = performance.now();
  const dueAt = (index: number, client: number) =>
    job.perSecond === undefined
      ? performance.now()
      : started + ((index * job.connections + client) * 1000) / job.perSecond;
  await Promise.all(
    queues.map(async (queue, number) => {
      // Many platforms' addresses: 127.0.0.2 and on.
      const client = new Client(origin, { localAddress: `127.0.0.${2 + (number % 16)}`, keepAliveTimeout: 60_000 });
      for (const [index, { path, headers, body }] of queue.entries()) {
        const due = dueAt(index, number);
        if (due > performance.now()) await delay(due - performance.now());
        const answer = await client.request({ method: "POST", path, headers, body });
        await answer.body.dump();
        statuses[answer.statusCode] = (statuses[answer.statusCode] ?? 0) + 1;
        waits.push(performance.now() - due);
      }
      await client.close();
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  return {
    seconds,
    statuses,
    p50Ms: quantile(waits, 0.5),
    p99Ms: quantile(waits, 0.99),
    underSecond: waits.filter((ms) => ms < 1000).length / waits.length,
  };
}

let made: { job: LoadJob; deliveries: Made[] } | undefined;
for await (const line of createInterface(process.stdin)) {
  if (made) {
    process.stdout.write(`${JSON.stringify(await run(made.job, made.deliveries))}\n`);
    break;
  }
  const job = JSON.parse(line) as LoadJob;
  made = { job, deliveries: make(job) };
  process.stdout.write("ready\n");
}
