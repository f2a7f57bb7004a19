/** Flipkart tells and takes times with the offset of India, which has had one zone and no summer time since 1945. */
import { instantMicros } from "../../commerce/version.ts";

const OFFSET_MS = 330 * 60_000;

/** "2026-11-20T14:30:00.000+05:30". */
export const indianTime = (ms: number): string => `${new Date(ms + OFFSET_MS).toISOString().replace("Z", "")}+05:30`;

/** The day there: "2026-11-20". */
export const indianDay = (ms: number): string => new Date(ms + OFFSET_MS).toISOString().slice(0, 10);

/** Milliseconds of Flipkart's text; undefined when it is no time. */
export function msOf(text: string): number | undefined {
  try {
    return Number(instantMicros(text) / 1000n);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** ISO 8601 UTC of a text the schemas have let through. */
export const utc = (text: string): string => new Date(msOf(text) ?? Number.NaN).toISOString();
