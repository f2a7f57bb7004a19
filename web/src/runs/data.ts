/** What a run tells of itself. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";
import type { Run } from "./state.tsx";

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ["runs", id],
    queryFn: ({ signal }) => body(hub.GET("/api/runs/{id}", { params: { path: { id } }, signal })),
  });

export const isOver = ({ state }: Pick<Run, "state">): boolean => state !== "queued" && state !== "running";

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

/** Name -> how many, as far as it is. */
export function countsOf({ progress }: Pick<Run, "progress">): readonly (readonly [name: string, count: number])[] {
  const counts = field(progress, "counts");
  if (typeof counts !== "object" || counts === null) return [];
  return Object.entries(counts).flatMap(([name, count]) => (typeof count === "number" ? [[name, count] as const] : []));
}

/** How many there are to do, where the run knows. */
export function totalOf({ progress }: Pick<Run, "progress">): number | undefined {
  const total = field(progress, "total");
  return typeof total === "number" && total > 0 ? total : undefined;
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
  return refused.map((one: unknown, place) => ({
    id: String(field(one, "id") ?? place),
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
