/** Pages of a size a slow host can bear: one that takes too long is asked for again half as large. */
import { isConnectorError } from "./errors.ts";

/** A page this small is the host's own trouble. */
const LEAST = 12;

/** How large a page to ask for, and what to tell the HTTP client of it. */
export interface Portion {
  readonly size: number;
  /** Goes into the request: it is not repeated as it is. */
  readonly halves: boolean;
}

/** Asks for a page of `size` rows, of half as many when that takes too long, and so on; with the size that worked. */
export async function inPortions<T>(
  size: number,
  ask: (portion: Portion) => Promise<T>,
): Promise<{ readonly answer: T; readonly size: number }> {
  for (let now = size; ; now = Math.floor(now / 2)) {
    const halves = now > LEAST;
    try {
      return { answer: await ask({ size: now, halves }), size: now };
    } catch (error) {
      const isSlow = isConnectorError(error) && error.info.kind === "transient" && error.info.slow === true;
      if (!halves || !isSlow) throw error;
    }
  }
}
