import type { DerivedWorkRunner } from "./background/run-derived-work.ts";

interface Lanes {
  runUntilIdle(): Promise<number>;
}

interface Stage<Kind> {
  readonly kinds: readonly Kind[];
  /** Lanes that are worked with it; what they make due is found by another query. */
  readonly lanes?: (Lanes & { isKind(kind: string): boolean }) | undefined;
}

/** Works off everything due at the clock's time, stage by stage; for tests that own the clock. */
export async function workUntilIdle<Kind extends string>(
  work: Pick<DerivedWorkRunner<Kind>, "find" | "runUntilIdle">,
  stages: readonly Stage<Kind>[],
): Promise<void> {
  let waiting = await work.find();
  const last = stages.at(-1);
  for (const stage of stages) {
    const { kinds, lanes } = stage;
    for (let worked = 1; worked > 0; ) {
      worked = 0;
      for (const kind of kinds) {
        const organizations = waiting.whose(kind);
        worked += organizations.length;
        await work.runUntilIdle(kind, organizations);
      }
      if (lanes && waiting.lanes.some(lanes.isKind)) worked += await lanes.runUntilIdle();
      if (worked > 0 && stage !== last) waiting = await work.find();
      if (!lanes) break;
    }
  }
}
