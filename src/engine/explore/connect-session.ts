/** The hub as the one who connects: the ordinary way, with the sandbox in the platform's place. */
import { request } from "undici";
import type { Actor } from "../../commerce/actor.ts";
import type { ConnectorMeta } from "../../connectors/kit/contract/contract.ts";
import { HubError } from "../../hub/errors.ts";
import type { SyncOptions } from "../../hub/stores/connect-input.ts";
import type { Connections } from "../connect/connections.ts";
import type { ConnectDriver, ReservedAddresses } from "./connect-sandbox.ts";
import type { LocalShop } from "./local-shops.ts";

export interface ConnectDriverInput {
  readonly shop: LocalShop;
  readonly meta: ConnectorMeta;
  readonly name: string;
  readonly actor: Actor;
  readonly options: SyncOptions;
  /** Reserves the addresses of a new store, or returns those of an existing one. */
  reserve(): Promise<ReservedAddresses>;
}

/** Throws what connecting throws; HubError SANDBOX_NOT_CONNECTED when the consent did not lead to a connection. */
export function connectDriver(connections: Connections, input: ConnectDriverInput): ConnectDriver {
  const { shop, meta, actor, options } = input;
  const { organization } = shop;
  const ownEndpoint = shop.sandbox.url;
  return {
    reserve: input.reserve,
    async send(values, { connectionId }) {
      const started = await connections.begin({
        organization,
        provider: meta.id,
        values,
        name: input.name,
        draftId: connectionId,
        syncOptions: options,
        actor,
        ownEndpoint,
      });
      if (started.step === "ready")
        await connections.complete({ organization, connectionId, values, options, actor, ownEndpoint });
      return started;
    },
    async consent(url) {
      const { headers, body } = await request(shop.egress.check(url), { dispatcher: shop.egress.dispatcher });
      await body.dump();
      return typeof headers.location === "string" ? headers.location : null;
    },
    async comeBack(url) {
      const oneTime = /^\/api\/connect\/([^/]+)$/.exec(url.pathname)?.[1];
      const reply = await connections.callback(oneTime === undefined ? meta.id : null, oneTime ?? null, {
        method: "GET",
        url: url.href,
        query: Object.fromEntries(url.searchParams),
        headers: {},
        body: new Uint8Array(),
      });
      const refused = URL.parse(reply.headers?.location ?? "", shop.homeUrl)?.searchParams.get("error");
      if (reply.status < 400 && !refused) return;
      const why = refused ?? reply.body ?? `It answered ${reply.status}.`;
      throw new HubError("SANDBOX_NOT_CONNECTED", "conflict", `The sandbox did not let itself be connected. ${why}`);
    },
  };
}
