/** The transaction log (TL02), which needs a role of its own. */
import { formatDecimal } from "../../../commerce/money.ts";
import type { SandboxReply, SandboxRequest } from "../../kit/sandbox/server.ts";
import { bySeek, ok, problem, use } from "./replies.ts";
import { iso, type State, type StoredTransaction } from "./state.ts";

export function handleMoney(request: SandboxRequest, state: State): SandboxReply | null {
  if (request.path !== "/api/sellerpayment/transactions_logs") return null;
  if (!state.platform.hasAccountancy) return problem(403, "Forbidden");
  use(state, "TL02", { anHour: 60 });
  const { page, next } = bySeek(request, (requested) => {
    const since = Date.parse(requested.get("last_updated_from") ?? "");
    return state.transactions.filter(({ at }) => Number.isNaN(since) || at >= since);
  });
  return ok({ data: page.map((one) => view(one, state)), ...next });
}

function view(one: StoredTransaction, state: State): object {
  const amount = Number(formatDecimal({ minor: one.minor, currency: state.currency }));
  return {
    id: one.id,
    type: one.type,
    amount,
    currency_iso_code: state.currency,
    date_created: iso(one.at),
    last_updated: iso(one.at),
    payment_state: "PAYABLE",
    entities: { domain: "PRODUCT", order: { id: one.orderId, commercial_id: one.orderId.replace(/-A$/, "") } },
  };
}

/** The sale, a commission of a tenth, and its tax. Tells how many of them are charges. */
export function settle(state: State, orderId: string, total: bigint): number {
  const commission = total / 10n;
  const rows = [
    ["ORDER_AMOUNT", total],
    ["COMMISSION_FEE", -commission],
    ["COMMISSION_VAT", -commission / 5n],
  ] as const;
  for (const [type, minor] of rows)
    state.transactions.push({ id: `transaction-${state.id()}`, type, orderId, minor, at: state.clock.now() });
  return rows.length - 1;
}
