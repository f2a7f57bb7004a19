/** Customers of the shop. */
import type { Customers } from "../kit/contract/ports.ts";
import type { Manifest } from "./manifest.ts";
import { sweepsOf } from "./sweeps.ts";

const DAY_MS = 24 * 3_600_000;

/** The customers port of a description; absent when it lists none. */
export function customersOf({ reads }: Manifest): Customers | undefined {
  if (!reads.customers) return undefined;
  return { sweeps: sweepsOf("customers", reads.customers, { changedMs: 3_600_000, fullMs: DAY_MS, alsoFull: false }) };
}
