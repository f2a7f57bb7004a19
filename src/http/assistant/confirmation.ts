/**
 * What moves money or cannot be taken back is done in two steps: the first call says what would happen and hands out a
 * code, the second brings it back. The code fits that caller, that tool and those very words, for ten minutes.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../commerce/clock.ts";
import { deriveSecret, type Key } from "../../db/keys.ts";
import type { JsonObject } from "./ask-hub.ts";

const STANDS_MS = 10 * 60_000;

export interface Intent {
  /** Who asks: the key's id. */
  readonly caller: string;
  readonly tool: string;
  readonly input: JsonObject;
}

export interface Confirmations {
  /** A code for this intent. */
  codeFor(intent: Intent): string;
  /** Whether `code` was handed out for just this, and lately. */
  fits(code: string, intent: Intent): boolean;
}

/** Confirmations that every process of this installation knows. */
export function createConfirmations(key: Key, clock: Clock): Confirmations {
  const secret = deriveSecret(key, "assistant confirmations");
  const sign = (until: string, { caller, tool, input }: Intent) =>
    createHmac("sha256", secret)
      .update(JSON.stringify([until, caller, tool, Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1))]))
      .digest("base64url")
      .slice(0, 22);
  return {
    codeFor(intent) {
      const until = (clock.now() + STANDS_MS).toString(36);
      return `${until}.${sign(until, intent)}`;
    },
    fits(code, intent) {
      // The whole code becomes the key of the deed: a code with anything added would be another deed by the same consent.
      const [until = "", given = "", ...more] = code.split(".");
      if (more.length > 0) return false;
      if (!(Number.parseInt(until, 36) >= clock.now())) return false;
      const right = Buffer.from(sign(until, intent));
      const got = Buffer.from(given);
      return right.length === got.length && timingSafeEqual(right, got);
    },
  };
}
