import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import type { State } from "./state.ts";

const CALLS_A_MINUTE = 5;

/** Charges and remittances: five calls a minute, a hundred numbers each. */
export function handleFinance(path: string, request: SandboxRequest, state: State): SandboxReply | null {
  if (path !== "shipping-charges" && path !== "cod-remittance") return null;
  const now = state.clock.now();
  const recent = state.financeCalls.filter((at) => now - at < 60_000);
  state.financeCalls.splice(0, state.financeCalls.length, ...recent);
  if (recent.length >= CALLS_A_MINUTE) return { status: 429, json: { error: "Rate limit exceeded" } };
  state.financeCalls.push(now);
  const { awbs } = (request.json() ?? {}) as { readonly awbs?: Json };
  if (awbs === undefined) return { status: 400, json: { error: "awbs is mandatory" } };
  if (!Array.isArray(awbs)) return { status: 400, json: { error: "awbs must be an array" } };
  if (awbs.length > 100) return { status: 400, json: { error: "AWB maximum limit is 100" } };
  const row = path === "shipping-charges" ? chargesOf : remittanceOf;
  return { status: 200, json: { data: awbs.map((awb) => row(String(awb), state)) } };
}

const shipmentOf = (awb: string, state: State) => [...state.shipments.values()].find((one) => one.awb === awb);

function chargesOf(awb: string, state: State): object {
  const shipment = shipmentOf(awb, state);
  if (!shipment) return { tracking_number: awb, error: `AWB ${awb} does not exist in your account.` };
  const entry = (event_type: string, transaction_type: string, net: number) => ({
    event_type,
    transaction_type,
    amount_without_gst: net,
    amount_with_gst: Math.round(net * 118) / 100,
  });
  return {
    tracking_number: awb,
    charges: [
      ...shipment.charges.map((charge) => entry("shipment_debit", "debit", Number(charge))),
      entry("platform_fee", "debit", 8.47),
      ...(shipment.status === "cancelled"
        ? shipment.charges.map((charge) => entry("shipment_debit", "credit", Number(charge)))
        : []),
    ],
  };
}

/** The date is that of the next payout even while nothing was paid. */
function remittanceOf(awb: string, state: State): object {
  const shipment = shipmentOf(awb, state);
  if (!shipment) return { tracking_number: awb, error: `AWB ${awb} does not exist in your account.` };
  if (!shipment.isCod) return { tracking_number: awb, error: `AWB ${awb} is a prepaid order.` };
  return {
    tracking_number: awb,
    delivery_date: "2026-11-22",
    cod_amount: Number(shipment.collects),
    remittance_date: "2026-11-30",
    utr_no: shipment.utr,
  };
}
