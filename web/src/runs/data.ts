/** What a run tells of itself. */
import { hub, ofId } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import type { Run } from "./state.tsx";

export const runQuery = (id: string) =>
  reading(["runs", id], ({ signal }) => hub.GET("/api/runs/{id}", { ...ofId(id), signal }), {
    // Where live events do not come through, a run's end is still seen.
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : 2_000),
  });

export const isOver = ({ status }: Pick<Run, "status">): boolean => status !== "queued" && status !== "running";

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

/** What was gone through stands first, then what came of it, what went wrong last. */
const LATER = [
  "categories",
  "linked",
  "created",
  "changed",
  "applied",
  "done",
  "warnings",
  "errors",
  "refused",
  "failed",
];

/** Name -> how many, as far as it is. */
export function countsOf({ progress }: Pick<Run, "progress">): readonly (readonly [name: string, count: number])[] {
  const counts = field(progress, "counts");
  if (typeof counts !== "object" || counts === null) return [];
  return Object.entries(counts)
    .flatMap(([name, count]) => (typeof count === "number" ? [[name, count] as const] : []))
    .toSorted(([a], [b]) => LATER.indexOf(a) - LATER.indexOf(b));
}

/** What the run counts up to, where it knows: how far it is, and since when from where. */
interface Goal {
  readonly done: number;
  readonly total: number;
  readonly from: number;
  readonly at: string;
}

export function goalOf(run: Pick<Run, "progress">): Goal | undefined {
  const goal = field(run.progress, "goal");
  const [name, total, from, at] = ["count", "total", "from", "at"].map((each) => field(goal, each));
  if (typeof total !== "number" || typeof from !== "number" || typeof at !== "string") return undefined;
  const done = countsOf(run).find(([count]) => count === name)?.[1] ?? 0;
  return { done, total, from, at };
}

/** Milliseconds till the goal at the pace of this attempt; undefined where nothing can be said. */
export function leftOf(run: Run, now: number): number | undefined {
  const goal = goalOf(run);
  if (!goal || isOver(run)) return undefined;
  const gone = goal.done - goal.from;
  const tookMs = now - Date.parse(goal.at);
  return gone <= 0 || tookMs < 1_000 || goal.done >= goal.total
    ? undefined
    : (tookMs * (goal.total - goal.done)) / gone;
}

/** Which of its steps the run is at. */
export function stepOf({ progress }: Pick<Run, "progress">): string | undefined {
  const step = field(progress, "step");
  return typeof step === "string" ? step : undefined;
}

export interface Refused {
  readonly id: string;
  readonly title: string;
  readonly message: string;
}

/** What the run could not do, with the reason; the hub keeps the first 200. */
export function refusedOf({ progress }: Pick<Run, "progress">): readonly Refused[] {
  const refused = field(progress, "refused");
  if (!Array.isArray(refused)) return [];
  return refused.map((one: unknown, index) => ({
    id: String(field(one, "id") ?? index),
    title: String(field(one, "title") ?? field(one, "id") ?? ""),
    message: String(field(one, "message") ?? ""),
  }));
}

/** Things done a second, once there is something to tell. */
export function rateOf(run: Run, now: number): number | undefined {
  if (run.startedAt === null) return undefined;
  const seconds = ((run.finishedAt === null ? now : Date.parse(run.finishedAt)) - Date.parse(run.startedAt)) / 1000;
  const done = Math.max(0, ...countsOf(run).map(([, count]) => count));
  return seconds >= 1 && done > 0 ? done / seconds : undefined;
}
