/** An emulated shop connected through the public API, as the connect dialog does it. Used by the demo and the whole-system tests. */
import { connectors } from "../src/connectors/index.ts";
import type { Connector } from "../src/connectors/kit/contract/contract.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { sandboxVariables } from "../src/connectors/kit/sandbox/values.ts";
import { connectSandbox, type ReservedAddresses } from "../src/engine/explore/connect-sandbox.ts";
import type { Seller } from "./seller.ts";

export interface ConnectedShop {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly sandbox: Sandbox;
  /** Webhook addresses by topic, as shown to the seller. */
  readonly webhookUrls: Readonly<Record<string, string>>;
}

export interface ConnectChoices {
  /** Default: the platform's name. */
  readonly name?: string | undefined;
  /** Of a connector that is not one of the repository's own. */
  readonly meta?: Connector["meta"] | undefined;
  /** A store whose access has ended; default: a new one. */
  readonly again?: string | undefined;
  /** Values on top of what the sandbox says a seller would type. */
  readonly values?: Readonly<Record<string, string>> | undefined;
  readonly sync: {
    readonly importProducts: boolean;
    readonly stockFrom: "channel" | "hub" | "none";
    readonly importOrdersDays?: number | null | undefined;
  };
}

type Reserved = Omit<ReservedAddresses, "connectionId"> & { readonly storeId: string };

/** Connects it as the connect dialog does. */
export async function connectShop(seller: Seller, sandbox: Sandbox, choices: ConnectChoices): Promise<ConnectedShop> {
  const { provider, url } = sandbox;
  const meta = choices.meta ?? connectors.get(provider)?.meta;
  const name = choices.name ?? meta?.name ?? provider;
  const reserved = await connectSandbox(
    {
      reserve: async () => {
        const { storeId, ...addresses } = await seller.post<Reserved>("/stores", { provider, draft: true });
        return { connectionId: choices.again ?? storeId, ...addresses };
      },
      send: (values, { connectionId }) =>
        seller.post("/stores", {
          provider,
          draftId: connectionId,
          name,
          values: { ...values, endpoint: url, ...choices.values },
          syncOptions: choices.sync,
        }),
      // What the seller's browser does: the sandbox approves at once.
      consent: async (page) => (await fetch(page, { redirect: "manual" })).headers.get("location"),
      comeBack: (callback) => comeBack(seller, callback),
    },
    sandbox,
    meta,
  );
  const webhookUrls = Object.fromEntries(
    Object.entries(reserved.webhookUrls).map(([topic, address]) => [topic, address ?? ""]),
  );
  return { id: reserved.connectionId, name, provider, sandbox, webhookUrls };
}

async function comeBack(seller: Seller, callback: URL): Promise<void> {
  const page = await seller.visit(callback);
  const back = page.status === 200 ? await pressConnect(callback) : page;
  const end = back.headers.get("location") ?? "";
  if (back.status >= 400 || /[?&]error=/.test(end)) throw new Error(`Connecting ended with ${back.status} at ${end}.`);
}

/** What a program began, a person confirms on the page they come back to. */
function pressConnect(callback: URL): Promise<Response> {
  return fetch(callback, { method: "POST", body: new URLSearchParams({ connect: "yes" }), redirect: "manual" });
}

/** The environment variables an operator would set to offer this platform. */
export function appVariables(sandbox: Sandbox): Readonly<Record<string, string>> {
  return sandboxVariables(connectors.get(sandbox.provider)?.meta ?? {}, sandbox);
}
