/** What a benchmark hands back. */
import { availableParallelism, loadavg } from "node:os";
import type { Cluster } from "./cluster.ts";

export interface Measure {
  readonly id: string;
  /** What was measured, in a few words. */
  readonly what: string;
  readonly floor: string;
  readonly ours: string;
  readonly ratio: number;
  readonly hold: number;
  readonly aim: number;
  /** Whether a good ratio lies below hold and aim, or above them. */
  readonly good: "below" | "above";
  /** What keeps it from the aim, when it is missed. */
  readonly bound?: string | undefined;
  /** Further figures beside the ratio, for people. */
  readonly beside?: readonly string[] | undefined;
  /** Everything counted, for machines. */
  readonly figures: Readonly<Record<string, unknown>>;
}

export interface Bench {
  readonly cluster: Cluster;
  /** Fewer rounds and less work: for a look, not for figures. */
  readonly quick: boolean;
  readonly seed: number;
  /** Of a benchmark that goes through connectors, these alone; empty: all. */
  readonly only: readonly string[];
  say(text: string): void;
}

export type Benchmark = (bench: Bench) => Promise<readonly Measure[]>;

export function outcome({ ratio, hold, aim, good }: Measure): "aim met" | "holds" | "missed" {
  const meets = (limit: number) => (good === "below" ? ratio <= limit : ratio >= limit);
  return meets(aim) ? "aim met" : meets(hold) ? "holds" : "missed";
}

/** What a reader has to know of the machine: others worked on it too. */
export function besides(): string[] {
  const [load = 0] = loadavg();
  const cores = availableParallelism();
  return load > 2 * cores
    ? [`other programs ran at the same time: a load of ${load.toFixed(1)} on ${cores} cores`]
    : [];
}

/** Checks a fact the figures stand on; a benchmark that did not do its work has no figure. */
export function expect(isTrue: boolean, fact: string): void {
  if (!isTrue) throw new Error(`The benchmark is worth nothing: ${fact}`);
}
