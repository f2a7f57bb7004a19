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
  let known = aheadMs;
  return {
    aheadMs: () => known,
    see(answer) {
      known = learnt(known, answer);
    },
  };
}

/**
 * What is known stands as long as the answer does not contradict it: it lies a second and the way of the call wide. Then
 * the least that is certain counts, so that a moment put on the shop's clock is never later there than it is.
 */
function learnt(known: number, { headers, askedAt, cameAt }: SeenAnswer): number {
  const toldMs = Date.parse(headers.date ?? "");
  // A kept answer tells when it was made.
  const isKept = headers.age !== undefined && headers.age !== "0";
  if (Number.isNaN(toldMs) || isKept) return known;
  const least = toldMs - cameAt;
  const most = toldMs + SECOND_MS - askedAt;
  if (known >= least && known <= most) return known;
  if (least <= 0 && most >= 0) return 0;
  return Math.abs(least) > MOST_APART_MS ? known : least;
}
