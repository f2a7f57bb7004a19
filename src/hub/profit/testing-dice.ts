/** What random acts of a test choose from. */
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";

const START = Date.parse("2026-10-20T00:00:00Z");
const HOUR_MS = 3_600_000;
const MONTH_HOURS = 24 * 30;

export interface Ids {
  readonly organization: OrganizationId;
  readonly channels: readonly string[];
  readonly courier: string;
  readonly ads: string;
  readonly location: string;
  readonly variants: readonly string[];
}

export interface World {
  readonly ids: Ids;
  readonly roll: (most: number) => number;
  readonly owner: Tx;
  readonly orders: string[];
  n: number;
}

export const moment = ({ roll }: World) => new Date(START + roll(MONTH_HOURS) * HOUR_MS + roll(HOUR_MS));
export const pick = <T>({ roll }: World, some: readonly T[]): T => {
  const found = some[roll(some.length)];
  if (found === undefined) throw new Error("There is nothing to pick from.");
  return found;
};
export const day = (world: World): string => moment(world).toISOString().slice(0, 10);
