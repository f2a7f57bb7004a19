/** Changes of stock by the API while servers fail: each is done, or refused with 503, in words, and when to try again. */
import { setTimeout as pause } from "node:timers/promises";
import type { Organization } from "./orders.ts";

const EVERY_MS = 3_000;
export const COUNTED_SKU = "COUNT-1";

export interface Answers {
  /** By organization, as the variant counts one for each. */
  readonly done: ReadonlyMap<string, number>;
  /** Of all, since the last call. */
  readonly changed: number;
  /** Answered 503. */
  readonly refused: number;
  /** The connection broke before an answer, as it does where the hub is killed. */
  readonly broken: number;
  /** Whatever else was answered. */
  readonly unclear: readonly string[];
}

export interface Requests {
  /** What was done since it began, and what else was answered since the last call. */
  take(): Answers;
  stop(): Promise<void>;
}

export async function addCounted({ seller }: Organization): Promise<void> {
  await seller.post("/products", { title: "Counted", variants: [{ sku: COUNTED_SKU }] });
}

/** Each organization adds one unit again and again. */
export function startRequests(organizations: readonly Organization[]): Requests {
  const done = new Map<string, number>();
  let [changed, refused, broken] = [0, 0, 0];
  let unclear: string[] = [];
  let isOver = false;
  const change = async ({ seller }: Organization) => {
    const answer = await seller
      .call("POST", "/inventory/adjustments", { items: [{ sku: COUNTED_SKU, delta: 1 }] })
      .then(async (response) => ({ response, text: await response.text() }))
      .catch(() => null);
    if (!answer) broken += 1;
    else if (answer.response.ok) {
      changed += 1;
      done.set(seller.organizationId, (done.get(seller.organizationId) ?? 0) + 1);
    } else if (answer.response.status === 503 && answer.response.headers.has("retry-after")) refused += 1;
    else unclear.push(`${answer.response.status} ${answer.text}`);
  };
  const all = organizations.map(async (organization, n) => {
    await pause((EVERY_MS * n) / organizations.length);
    while (!isOver) {
      await change(organization);
      await pause(EVERY_MS);
    }
  });
  return {
    take() {
      const taken = { done: new Map(done), changed, refused, broken, unclear };
      [changed, refused, broken, unclear] = [0, 0, 0, []];
      return taken;
    },
    async stop() {
      isOver = true;
      await Promise.all(all);
    },
  };
}

/** Units of what was acknowledged that are not there. */
export function lostChanges(done: ReadonlyMap<string, number>, counted: ReadonlyMap<string, number>): number {
  return [...done].reduce((sum, [id, changes]) => sum + Math.max(0, changes - (counted.get(id) ?? 0)), 0);
}
