/** How far a platform's clock stands ahead of ours, as the Date of its answers tells. */

export interface ShopClock {
  /** Below zero: behind. 0 as long as nothing says otherwise. */
  aheadMs(): number;
  /** An answer, and when it was asked for and came by our clock. */
  see(answer: SeenAnswer): void;
}

export interface SeenAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly askedAt: number;
  readonly cameAt: number;
}

/** The header counts whole seconds. */
const SECOND_MS = 1_000;
/** Further apart, a header says nothing of the present. */
const MOST_APART_MS = 7 * 24 * 60 * 60_000;

/** `aheadMs` as it was learnt before. */
export function createShopClock(aheadMs = 0): ShopClock {
  let existing = aheadMs;
  return {
    aheadMs: () => existing,
    see(answer) {
      existing = learned(existing, answer);
    },
  };
}

/**
 * What is known stands as long as the answer does not contradict it: it lies a second and the way of the call wide. Then
 * the least that is certain counts, so that a moment put on the shop's clock is never later there than it is.
 */
function learned(existing: number, { headers, askedAt, cameAt }: SeenAnswer): number {
  const reportedMs = Date.parse(headers.date ?? "");
  // A kept answer tells when it was made.
  const isStored = headers.age !== undefined && headers.age !== "0";
  if (Number.isNaN(reportedMs) || isStored) return existing;
  const least = reportedMs - cameAt;
  const most = reportedMs + SECOND_MS - askedAt;
  if (existing >= least && existing <= most) return existing;
  if (least <= 0 && most >= 0) return 0;
  return Math.abs(least) > MOST_APART_MS ? existing : least;
}
