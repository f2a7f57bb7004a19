/** How what waits on the device is sent to the hub. */
import type { OutboxPort, SaleAnswer } from "./outbox.ts";
import type { Outgoing } from "./outgoing.ts";
import { type DeviceStore, settle, waitingEntries } from "./store.ts";

/** As POST /api/pos/sales answers for each sale, in the order they were sent. */
interface SaleResult {
  readonly ok: boolean;
  readonly sale?: {
    readonly orderId: string | null;
    readonly orderNumber: string | null;
    readonly short: readonly { readonly units: number }[];
  };
  readonly error?: { readonly code: string; readonly message: string };
}

export type Requests = <T>(
  method: "GET" | "POST" | "PUT",
  path: string,
  sent?: { body?: unknown; key?: string },
) => Promise<T>;

export function outboxPort(store: DeviceStore, registerId: string, ask: Requests): OutboxPort {
  return {
    waiting: () => waitingEntries(store),
    settle: (entries) => settle(store, entries),
    sales: async (sales) => {
      const { results } = await ask<{ results: readonly SaleResult[] }>("POST", "/api/pos/sales", { body: { sales } });
      return results.flatMap((result, n) => answerOf(result, sales[n]?.id));
    },
    send: (what) => sendAct(ask, registerId, what),
  };
}

function answerOf({ ok, sale, error }: SaleResult, id: string | undefined): SaleAnswer[] {
  if (id === undefined) return [];
  return [
    {
      id,
      state: ok ? "done" : "refused",
      orderId: sale?.orderId ?? null,
      orderNumber: sale?.orderNumber ?? null,
      short: sale?.short.reduce((sum, { units }) => sum + units, 0) ?? 0,
      code: error?.code ?? null,
      text: error?.message ?? null,
    },
  ];
}

async function sendAct(ask: Requests, registerId: string, what: Exclude<Outgoing, { kind: "sale" }>): Promise<void> {
  if (what.kind === "favourite") {
    const { variantId, isFavourite } = what;
    await ask("PUT", "/api/pos/catalog/favourites", { body: { registerId, variantId, isFavourite } });
    return;
  }
  if (what.kind === "park") {
    await ask("POST", "/api/pos/baskets", { key: `park-${what.id}`, body: what.body });
    return;
  }
  if (what.kind === "take") {
    await ask("POST", `/api/pos/baskets/${what.basketId}/take`, { body: { registerId } });
    return;
  }
  const { id, staffId, at } = what;
  const key = `${what.kind}-${id}`;
  if (what.kind === "open")
    await ask("POST", "/api/pos/sessions", {
      key,
      body: { id, registerId, staffId, openedAt: at, floatMinor: what.float },
    });
  else if (what.kind === "cash")
    await ask("POST", `/api/pos/sessions/${what.sessionId}/cash`, {
      key,
      body: { id, staffId, movedAt: at, direction: what.direction, amountMinor: what.amount, reason: what.reason },
    });
  else
    await ask("POST", `/api/pos/sessions/${what.sessionId}/close`, {
      key,
      body: { staffId, closedAt: at, counts: what.counts },
    });
}
