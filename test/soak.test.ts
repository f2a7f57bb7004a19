/** A day's load in short; `npm run faults` plays it at length, `npm run soak` for half an hour. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "../src/db/testing.ts";
import { atRest } from "./soak/at-rest.ts";
import { play } from "./soak/play.ts";
import { grown } from "./soak/slope.ts";
import { openSoakWorld, type SoakWorld } from "./soak/world.ts";
import { HUBS_START_MS } from "./support/process.ts";

/** Few here; `npm run faults` asks for more. Memory tells something from some ten thousand on. */
const EVENTS = Number(process.env.ARGOSY_SOAK_EVENTS ?? 400);
const ENOUGH_FOR_MEMORY = 10_000;

let world: SoakWorld;
beforeAll(async () => {
  world = await openSoakWorld(await testDatabase(), 4);
}, HUBS_START_MS);
afterAll(() => world[Symbol.asyncDispose]());

test(
  `${EVENTS} deliveries with platforms that fail and connections that break: nothing is lost or doubled, and nothing grows [F27]`,
  async () => {
    const { samples, acts, faults } = await play(world, { events: EVENTS, samples: 20, seed: 7 });
    expect([...acts.keys()]).toEqual(expect.arrayContaining(["order", "shipment"]));
    expect(faults).toBeGreaterThan(0);
    expect(await atRest(world)).toEqual([]);
    const handles = grown(samples, (sample) => sample.handles);
    const deliveries = (samples.at(-1)?.done ?? 0) - (samples[0]?.done ?? 0);
    // Those in use come and go: of a few hundred deliveries, what a tenth of them left open would be more than that.
    const comeAndGo = EVENTS >= ENOUGH_FOR_MEMORY ? 0 : deliveries / 10;
    expect(handles.to - handles.from).toBeLessThan(Math.max(handles.from / 10, comeAndGo));
    if (EVENTS >= ENOUGH_FOR_MEMORY) expect(grown(samples, (sample) => sample.heap).growth).toBeLessThan(5);
  },
  900_000 + EVENTS * 100,
);
