/** What every fuzzer is: cases made up from seeds, each of which is to end quickly and to throw nothing unforeseen. */
import process from "node:process";
import fc from "fast-check";

export interface FuzzCase {
  /** What it was about, for whoever looks at a finding. */
  readonly what: string;
  /** Throws, or rejects, where it met a fault; refusals it foresees it keeps to itself. */
  run(): unknown;
}

export interface Fuzzer {
  readonly name: string;
  readonly cases: fc.Arbitrary<FuzzCase>;
}

export interface Finding {
  readonly what: string;
  readonly seed: number;
  /** The fault, or how long it took. */
  readonly why: string;
  readonly isHang: boolean;
}

/** Longer, and it holds up everybody who waits for this process. */
export const HANG_MS = 100;
const PAGE = 200;
const SHOWN = 20;

/** Runs cases page by page; a page's seed makes the same cases again. What took long is asked twice more: the first time compiles. */
export async function fuzz(
  { cases }: Fuzzer,
  options: { readonly cases: number; readonly seed: number },
): Promise<{ readonly cases: number; readonly slowestMs: number; readonly findings: readonly Finding[] }> {
  const findings: Finding[] = [];
  let done = 0;
  let slowestMs = 0;
  for (let seed = options.seed * 1_000_003; done < options.cases && findings.length < SHOWN; seed += 1) {
    const size = Math.min(PAGE, options.cases - done);
    for (const one of fc.sample(cases, { numRuns: size, seed })) {
      try {
        let ms = await timeOf(one);
        for (let again = 0; ms > HANG_MS && again < 2; again++) ms = Math.min(ms, await timeOf(one));
        slowestMs = Math.max(slowestMs, ms);
        if (ms > HANG_MS) findings.push({ what: one.what, seed, why: `took ${Math.round(ms)} ms`, isHang: true });
      } catch (error) {
        findings.push({
          what: one.what,
          seed,
          why: error instanceof Error ? (error.stack ?? error.message) : String(error),
          isHang: false,
        });
      }
    }
    done += size;
  }
  return { cases: done, slowestMs, findings };
}

/** Processor time of this thread: a machine that is busy with something else is no hang. */
async function timeOf(one: FuzzCase): Promise<number> {
  const before = process.threadCpuUsage();
  await one.run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/** Runs what may refuse; anything but a refusal of these kinds goes on. */
export async function refusing(
  run: () => unknown,
  ...kinds: readonly (abstract new (
    ...args: never[]
  ) => Error)[]
): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!kinds.some((kind) => error instanceof kind)) throw error;
  }
}
