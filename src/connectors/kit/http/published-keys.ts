/** Public keys platforms publish: each is asked for once an hour, and strangers who name keys of their own cost little. */
import type { Clock } from "../../../commerce/clock.ts";
import { isKind } from "../contract/errors.ts";

const RETENTION_MS = 60 * 60_000;
/** A key the platform does not know may be published a moment later. */
const UNKNOWN_MS = 60_000;
/** A published key that cannot be read now is asked for again after this. */
const AWAY_MS = 10_000;
const MOST_KEYS = 200;
const MINUTE_MS = 60_000;
const MOST_QUESTIONS = 10;

interface Stored {
  /** Null: the platform knows no such key. */
  readonly key: Promise<string | null>;
  untilMs: number;
  /** The platform answered with it: reading it again does not count as a stranger's question, and it is not dropped for those. */
  isPublished: boolean;
}

/**
 * Answers the key of a name, asked for by `read` where it is not known. Rejects where too many unknown
 * ones were named within a minute, and with the error of `read` where the platform gave no answer.
 */
export function createPublishedKeys(clock: Clock) {
  const cached = new Map<string, Stored>();
  let requests: number[] = [];

  function ask(name: string, read: () => Promise<string>): Promise<string | null> {
    const now = clock.now();
    const wasPublished = cached.get(name)?.isPublished ?? false;
    if (!wasPublished) {
      requests = requests.filter((at) => at > now - MINUTE_MS);
      if (requests.length >= MOST_QUESTIONS)
        return Promise.reject(new Error("too many unknown keys were named within a minute"));
      requests.push(now);
    }
    if (cached.size >= MOST_KEYS) for (const [other, { isPublished }] of cached) if (!isPublished) cached.delete(other);
    const entry: Stored = { key: read().catch(nullIfUnknown), untilMs: now + RETENTION_MS, isPublished: wasPublished };
    cached.set(name, entry);
    entry.key.then(
      (key) => {
        entry.isPublished = key !== null;
        if (key === null) entry.untilMs = now + UNKNOWN_MS;
      },
      () => {
        if (wasPublished) entry.untilMs = now + AWAY_MS;
        else cached.delete(name);
      },
    );
    return entry.key;
  }

  return (name: string, read: () => Promise<string>): Promise<string | null> => {
    const cachedValue = cached.get(name);
    return cachedValue && cachedValue.untilMs > clock.now() ? cachedValue.key : ask(name, read);
  };
}

function nullIfUnknown(error: unknown): null {
  if (isKind(error, "not_found", "rejected")) return null;
  throw error;
}
