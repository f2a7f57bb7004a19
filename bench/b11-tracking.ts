/**
 * B11: how much of a courier's published limit following 100,000 open parcels uses, on a clock where nothing takes time but
 * waiting for the limit (as B4): tokens taken / tokens offered meanwhile. Parcels are asked for in the courier's own batches,
 * as the hub asks. The emulated courier holds a thousand and each is asked for a hundred times: the same calls with
 * answers of the same size.
 */
import { connectors } from "../src/connectors/index.ts";
import { retrying } from "../src/connectors/kit/conformance/bench.ts";
import type { Connector } from "../src/connectors/kit/contract/contract.ts";
import type { TrackedKey } from "../src/connectors/kit/contract/couriers.ts";
import { openTestConnection, type TestConnection } from "../src/connectors/kit/testing/connection.ts";
import { indianDraft } from "../src/connectors/kit/testing/courier.ts";
import { courierSandboxProviders, startCourierSandbox } from "../src/sandboxes/index.ts";
import { type Benchmark, expect, type Measure } from "./measure.ts";
import { countingBuckets, tightestOf, waitingClock } from "./waiting-clock.ts";

const PARCELS = 100_000;
/** Of a courier that tells one parcel a call: its share is the same, and the run does not take half an hour. */
const ONE_BY_ONE = 10_000;
const HELD = 1_000;
/** A parcel is asked for again after so long (decision 236). */
const AGAIN_SECONDS = 30 * 60;

const US = { name: "Ada", line1: "1 Long Street", city: "Reno", region: "NV", postcode: "89501", country: "US" };

function draftFor(provider: string, reference: string) {
  const draft = indianDraft(reference);
  if (provider !== "shippo") return draft;
  const from = { locationId: "l", address: { ...US, name: "Depot", phone: "4155550101" } };
  return { ...draft, from, to: US, currency: "USD" };
}

async function held(provider: string, { ports, ctx }: TestConnection, count: number): Promise<TrackedKey[]> {
  const keys: TrackedKey[] = [];
  for (let n = 0; n < count; n += 1) {
    const draft = draftFor(provider, `T-${n}-ABCDEFGH`);
    const run = { draft, saved: null, save: async () => undefined };
    const booked = await retrying(ctx.clock, async () => ports.shipments?.book(run, ctx));
    if (booked?.state !== "booked") throw new Error(`${provider} booked nothing: ${JSON.stringify(booked)}`);
    const { shipment } = booked;
    keys.push(
      ...shipment.parcels.map(({ trackingNumber }) => ({ trackingNumber, carrier: shipment.carrier, shipment })),
    );
  }
  return keys;
}

async function follow(connector: Connector, quick: boolean): Promise<Measure | null> {
  const { id: provider, name } = connector.meta;
  const clock = waitingClock();
  const sandbox = await startCourierSandbox(provider, { clock, seed: 7 });
  const buckets = countingBuckets();
  const connection = await openTestConnection(connector, { sandbox, clock, buckets });
  try {
    const { tracking } = connection.ports;
    if (!tracking) return null;
    const whole = tracking.batch === 1 ? ONE_BY_ONE : PARCELS;
    const parcels = quick ? whole / 10 : whole;
    const keys = await held(provider, connection, Math.min(HELD, parcels / 10));
    await clock.sleep(24 * 3_600_000);
    buckets.reset();
    const before = { at: clock.now(), calls: sandbox.calls.length };
    let reported = 0;
    for (let requested = 0; requested < parcels; requested += tracking.batch) {
      const at = requested % keys.length;
      const batch = keys.slice(at, at + tracking.batch);
      const answers = await retrying(clock, () => tracking.pull(batch, connection.ctx));
      reported += answers.length;
    }
    const seconds = (clock.now() - before.at) / 1_000;
    const calls = sandbox.calls.length - before.calls;
    const refused = sandbox.calls.slice(before.calls).filter(({ status }) => status === 429 || status === 403).length;
    expect(reported === parcels, `${name} told of ${reported} of ${parcels} parcels.`);
    expect(refused === 0, `${name} shut us out ${refused} times.`);
    const tightest = tightestOf(buckets, seconds);
    const share = tightest?.share ?? 1;
    return {
      id: "B11",
      what: `${name}: share of the published limit in following ${parcels.toLocaleString("en")} parcels`,
      floor: tightest
        ? `${(tightest.bucket.publishedRate ?? tightest.bucket.rate).toPrecision(3)} calls a second, burst ${tightest.bucket.burst} (${tightest.bucket.id})`
        : "no limit published",
      ours: `${calls.toLocaleString("en")} calls in ${(seconds / 60).toFixed(1)} min, ${tracking.batch} parcels a call`,
      ratio: share,
      hold: 0.85,
      aim: 0.98,
      good: "above",
      bound:
        tightest?.bucket.whyBelow ??
        "a pace below the published one, on purpose: pace and burst together stay below it in every window.",
      beside: [
        `${name}: ${(parcels / seconds).toFixed(0)} parcels a second of the courier's time, so ${Math.floor((parcels / seconds) * AGAIN_SECONDS).toLocaleString("en")} in the half hour between two checks of a parcel; never throttled`,
        `${name}: ${tightest?.bucket.source ?? "no source"}`,
      ],
      figures: { calls, seconds, parcels, batch: tracking.batch, refused, share },
    };
  } finally {
    await connection.close();
    await sandbox.close();
  }
}

export const followParcels: Benchmark = async (bench) => {
  const measures: Measure[] = [];
  const seen = new Set<string>();
  for (const id of courierSandboxProviders()) {
    const connector = connectors.get(id);
    // A courier under another name is the same one.
    const folder = connector?.folder ?? id;
    if (!connector || connector.meta.section === "custom" || seen.has(folder)) continue;
    seen.add(folder);
    bench.say(connector.meta.name);
    const measure = await follow(connector, bench.quick);
    if (measure) measures.push(measure);
  }
  return measures;
};
