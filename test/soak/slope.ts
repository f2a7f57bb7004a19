/** Whether something grew while the same work went on. */
import type { ProcessorTime } from "./processor.ts";

export interface Sample {
  /** How far the work was: deliveries so far. */
  readonly done: number;
  /** Of the hub's process once its garbage is collected, in bytes. */
  readonly heap: number;
  /** What the system holds of the process, in bytes. */
  readonly rss: number;
  /** Sockets, servers and files the process waits for. */
  readonly handles: number;
  /** Deliveries that waited. */
  readonly waiting: number;
  /** How long a delivery of this stretch waited to be applied: half of them at most, and 95 of 100. */
  readonly lagMs: number;
  readonly longLagMs: number;
  /** Processor time so far. */
  readonly processor: ProcessorTime;
}

/** What comes first fills caches, plans and pools. */
const WARM_UP = 1 / 3;

export const afterWarmUp = <T>(samples: readonly T[]): readonly T[] =>
  samples.slice(Math.ceil(samples.length * WARM_UP));

export interface Line {
  /** Of the straight line at the first and at the last sample. */
  readonly from: number;
  readonly to: number;
  /** In percent of `from`. */
  readonly growth: number;
}

/** The straight line that lies closest to the points (least squares). Throws where there are fewer than two. */
export function lineThrough(points: readonly { readonly x: number; readonly y: number }[]): Line {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < 2) throw new Error("A line needs two points.");
  const mean = (of: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const middle = { x: mean(({ x }) => x), y: mean(({ y }) => y) };
  const spread = mean(({ x }) => (x - middle.x) ** 2);
  const slope = spread === 0 ? 0 : mean(({ x, y }) => (x - middle.x) * (y - middle.y)) / spread;
  const at = (x: number) => middle.y + slope * (x - middle.x);
  const [from, to] = [at(first.x), at(last.x)];
  return { from, to, growth: from === 0 ? 0 : ((to - from) / from) * 100 };
}

/** How a figure of the samples went, once warm. */
export const grown = (samples: readonly Sample[], of: (sample: Sample) => number): Line =>
  lineThrough(afterWarmUp(samples).map((sample) => ({ x: sample.done, y: of(sample) })));
