/** An engine on a clock of the test's own, beside the sandboxes: nothing starts by itself, and nothing is cleaned away. */
import type { Logger } from "pino";
import type { Clock } from "../../src/commerce/clock.ts";
import type { Config } from "../../src/config.ts";
import type { Connector } from "../../src/connectors/kit/contract/contract.ts";
import type { Database } from "../../src/db/database.ts";
import { keyFromHex } from "../../src/db/keys.ts";
import type { TestDatabase } from "../../src/db/testing-database.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { vapidKeysOf } from "../../src/hub/notifications/vapid.ts";
import { sandboxConfig } from "./config.ts";
import { operatorVariables } from "./start.ts";

/** The configuration of a hub on this port and database whose stores are sandboxes. */
export function labConfig(db: TestDatabase, port: number): Config {
  return sandboxConfig(
    { port, databaseUrl: db.database.ownerUrl, key: Buffer.from(db.keys.current.bytes).toString("hex") },
    // Worlds are organizations of one person.
    { MAX_ORGANIZATIONS: "100000" },
  );
}

export function labEngine(parts: {
  readonly db: Database;
  readonly vault: TestDatabase["vault"];
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
}): Promise<Engine> {
  const { config, ...rest } = parts;
  return createEngine({
    ...rest,
    works: true,
    sharesLimits: false,
    appUrl: config.appUrl,
    canReceiveWebhooks: true,
    allowPrivateNetwork: true,
    allowHttpStores: true,
    payloadRetentionDays: 0,
    syncLogRetentionDays: 0,
    alertStorm: config.alertStorm,
    vapid: vapidKeysOf(keyFromHex("00".repeat(32))),
    variable: (name) => operatorVariables.get(name),
  });
}
