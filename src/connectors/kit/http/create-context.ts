/**
 * The context a connector works with. Everything a platform call needs besides knowing the platform happens
 * here, once: limits, the breaker, proof and its renewal, repeats, the egress guard, redacted records.
 */

import { message } from "../../../commerce/message.ts";
import type { Context } from "../contract/context.ts";
import { ConnectorError } from "../contract/errors.ts";
import { type ContextOptions, DEFAULT_WAITS } from "./options.ts";
import { createCaller } from "./pipeline.ts";
import { createRedactor } from "./redact.ts";
import { createShopClock } from "./shop-clock.ts";
import { shownOf } from "./shown.ts";

/** A context for one connection (or, before there is one, for connecting); cheap, made per piece of work. */
export function createContext(options: ContextOptions): Context {
  const { connector, tokens, secrets } = options;
  const find = (name: string) => tokens.current(name) ?? secrets.get(name);
  const redactor = createRedactor(() => {
    const named = connector.auth.secretNames.map(find).filter((value) => value !== undefined);
    return [...tokens.values(), ...named, ...(secrets.values?.() ?? [])];
  });
  const shopClock = options.shopClock ?? createShopClock();
  const base: Omit<Context, "http"> = {
    clock: options.clock,
    shopNow: () => options.clock.now() + shopClock.aheadMs(),
    log: options.log,
    connection: options.connection,
    owner: options.owner,
    publicUrl: (topic) => options.publicUrl(topic),
    appUrl: () => options.appUrl?.() ?? null,
    secret(name) {
      const value = find(name);
      if (value !== undefined && value !== "") return value;
      throw new ConnectorError(
        { kind: "auth_revoked" },
        message("platform.credentialMissing", { name, platform: connector.meta.name }),
      );
    },
    hasSecret: (name) => (find(name) ?? "") !== "",
    drift(report) {
      options.log.warn("the platform's answer has changed", { path: report.path, problem: report.problem });
      const value = report.value === undefined ? undefined : redactor.json(shownOf(report.value));
      options.onDrift?.({ path: report.path, problem: redactor.text(report.problem), value });
    },
    signal: options.signal,
  };
  const how = {
    ...options,
    shopClock,
    allWaits: { ...DEFAULT_WAITS, ...options.waits },
    chance: options.random ?? Math.random,
    base,
    redactor,
  };
  const renewing = { ...base, http: createCaller({ ...how, beforeCall: undefined, renewing: null }) };
  return { ...base, http: createCaller({ ...how, renewing }) };
}
