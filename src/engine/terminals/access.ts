/** Where a card terminal is reached, and with which dependencies. */
import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import type { Egress } from "../../connectors/kit/http/egress.ts";
import type { Database } from "../../db/database.ts";
import type { Vault } from "../../db/vault.ts";
import { STRIPE_ADDRESS } from "./stripe.ts";
import type { StripeAccess } from "./stripe-call.ts";

export interface TerminalDeps {
  readonly db: Database;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Logger;
  readonly egress: Egress;
  /** Terminals may be asked at another address than their provider's: sandboxes, in-house. */
  readonly allowEndpoint: boolean;
  readonly patienceMs?: number | undefined;
}

// Shorter than a register waits for the hub; what comes later is looked up.
const PATIENCE_MS = 6_000;

export const connectionOf = (
  { egress, patienceMs = PATIENCE_MS }: TerminalDeps,
  endpoint: string | null,
): Omit<StripeAccess, "key"> => ({ egress, patienceMs, address: endpoint ?? STRIPE_ADDRESS });
