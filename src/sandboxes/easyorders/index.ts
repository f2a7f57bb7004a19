/**
 * An EasyOrders store on a real HTTP port, written from the platform's sheet: its 400 for everything, its
 * 40 calls a minute, two webhooks with two secrets, and the seller's browser of the install link.
 */
import type { Sandbox, SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import { sandboxOn, startSandboxServer, withRetryAfter } from "../../connectors/kit/sandbox/server.ts";
import { handleApi } from "./api.ts";
import type { Accepted } from "./install.ts";
import { acceptInstall } from "./install.ts";
import { tooMany } from "./replies.ts";
import { createShop } from "./shop.ts";
import type { Hook, State, StoredNote } from "./state.ts";
import { changeStatus, newKey, newState } from "./state.ts";

export interface EasyOrdersSandbox extends Sandbox {
  readonly storeId: string;
  /** Webhooks registered now; the same URL may stand here twice. */
  readonly hooks: readonly Hook[];
  readonly notes: readonly StoredNote[];
  /** False: the merchant's subscription lapsed, and every call is refused. */
  setActive(active: boolean): void;
  /** A key with chosen permissions, as the dashboard makes it. */
  createKey(permissions: readonly string[]): string;
  /** A person, or another program, changes an order's status on the platform. */
  setStatus(orderKey: string, status: string): void;
  /** The order as the API would show it, to build deliveries of one's own. */
  orderBody(orderKey: string): object;
  /** A merchant deletes an order; its running number stays empty. */
  deleteOrder(orderKey: string): void;
  /** Gives running numbers from here on. */
  setNextNumber(number: number): void;
  /**
   * Plays the seller's browser on the install page: makes a key and the webhooks, asks the callback's server
   * whether it may post (preflight), then posts. `posted` is null when the browser would have stopped.
   */
  acceptInstall(link: string, origin?: string): Promise<Accepted>;
}

/** Starts a store with no products; `currency` defaults to EGP. */
export async function startSandbox(options: SandboxOptions): Promise<EasyOrdersSandbox> {
  const window = { minute: -1, used: 0 };
  const server = await startSandboxServer({
    provider: "easyorders",
    options,
    handle: (call) => handleApi(call, state, window),
    throttleReply: (seconds) => withRetryAfter(tooMany(), seconds),
    // Keys never expire on EasyOrders: the nearest thing is that the seller deletes them.
    onExpireTokens: revokeKeys,
    onRevoke: revokeKeys,
  });
  const state = newState({
    clock: options.clock,
    currency: options.currency ?? "EGP",
    random: () => server.random(),
    send: (hook, body) =>
      server.webhooks.send({
        url: hook.url,
        headers: { "content-type": "application/json", secret: hook.secret },
        body: JSON.stringify(body),
      }),
  });
  function revokeKeys(): void {
    for (const key of state.keys) key.revoked = true;
  }
  const shop = createShop(state);
  return {
    ...sandboxOn(server, shop),
    get hooks() {
      return state.hooks;
    },
    ...controlsOf(state),
  };
}

/** What the merchant and the service do beside buying and selling. */
function controlsOf(state: State): Omit<EasyOrdersSandbox, keyof Sandbox | "hooks"> {
  return {
    storeId: state.storeId,
    notes: state.notes,
    setActive: (active) => {
      state.active = active;
    },
    createKey: (permissions) => newKey(state, permissions),
    setStatus: (id, status) => {
      const order = state.orders.get(id);
      if (order) changeStatus(state, order, status);
    },
    orderBody: (id) => structuredClone(state.orders.get(id) ?? {}),
    deleteOrder: (id) => void state.orders.delete(id),
    setNextNumber: (number) => {
      state.nextShortId = number;
    },
    acceptInstall: (link, origin) => acceptInstall(state, link, origin),
  };
}
