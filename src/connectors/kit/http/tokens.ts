import type { Clock } from "../../../commerce/clock.ts";
import type { Grant } from "../contract/contract.ts";

/** A grant as stored; the generation grows by one with every renewal. */
export interface StoredGrant {
  readonly grant: Grant;
  readonly generation: number;
}

/** The tokens of one grant, with at most one renewal under way in the whole installation. */
export interface TokenKeeper {
  /** The newest value of a secret of the grant known to this process. */
  current(name: string): string | undefined;
  /** All secret values of the grant, for redaction. */
  values(): readonly string[];
  generation(): number;
  /** True when the access token ends within five minutes. */
  isEnding(): boolean;
  /**
   * Makes sure that the grant is newer than generation `seen`: joins a renewal under way, takes over one done
   * elsewhere, or calls `refresh` once and stores its answer before anyone uses it. Answers whether the platform was
   * asked: what was taken over may have ended as well. Rejects with the error of `refresh`.
   */
  renew(seen: number, refresh: () => Promise<Grant>): Promise<boolean>;
}

export interface TokenKeeperOptions {
  readonly clock: Clock;
  readonly initial: StoredGrant;
  /** Runs `work` while no other process renews the grant; default: there is no other process. */
  readonly exclusively?: (<T>(work: () => Promise<T>) => Promise<T>) | undefined;
  /** The grant as stored now; asked inside `exclusively`. Default: what this process knows. */
  readonly load?: (() => Promise<StoredGrant>) | undefined;
  /**
   * Commits a renewed grant, and what of it the platform answered anew; called inside `exclusively`. False: another
   * one was stored meanwhile, and stays.
   */
  readonly store?: ((renewed: StoredGrant, answered: Grant) => Promise<boolean>) | undefined;
}

const RENEW_BEFORE_MS = 5 * 60_000;

/** One per grant and process. The engine supplies lock, load and store on Postgres; tests need none of them. */
export function createTokenKeeper(options: TokenKeeperOptions): TokenKeeper {
  const exclusively = options.exclusively ?? ((work) => work());
  let existing = options.initial;
  let underWay: Promise<boolean> | null = null;
  // Where it could not be stored at once: the pair before it may be worth nothing any more.
  let unstored: { readonly renewed: StoredGrant; readonly answered: Grant } | null = null;

  async function renewNow(seen: number, refresh: () => Promise<Grant>): Promise<boolean> {
    return exclusively(async () => {
      if (unstored === null) {
        if (options.load) existing = await options.load();
        if (existing.generation > seen) return false;
        const answered = await refresh();
        // Rotated pairs replace by name; what the platform did not repeat stays.
        const secrets = { ...existing.grant.secrets, ...answered.secrets };
        unstored = { renewed: { grant: { ...answered, secrets }, generation: existing.generation + 1 }, answered };
      }
      const { renewed, answered } = unstored;
      const isStored = (await options.store?.(renewed, answered)) ?? true;
      unstored = null;
      existing = isStored || !options.load ? renewed : await options.load();
      return true;
    });
  }

  return {
    current: (name) => existing.grant.secrets[name],
    values: () => Object.values(existing.grant.secrets),
    generation: () => existing.generation,
    isEnding: () => {
      const { expiresAt } = existing.grant;
      return expiresAt !== undefined && Date.parse(expiresAt) - RENEW_BEFORE_MS <= options.clock.now();
    },
    async renew(seen, refresh) {
      if (existing.generation > seen) return false;
      underWay ??= renewNow(seen, refresh).finally(() => {
        underWay = null;
      });
      return underWay;
    },
  };
}
