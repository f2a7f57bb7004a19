/** Codes and cards of style "cursor". */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply } from "../../connectors/kit/sandbox/server.ts";
import { minorOf, type State, textOf } from "./state.ts";

const answer = (json: object): SandboxReply => ({ status: 200, json });

export function cursorDiscount(body: Json, state: State): SandboxReply {
  const { code, basket_minor } = body as { code: string; basket_minor: number };
  const found = state.codes.get(code);
  if (!found) return { status: 404, json: { error: { code: "unknown", message: "There is no such code." } } };
  if (found.expired) return answer({ ok: false, why: "expired" });
  if (found.minimum !== null && BigInt(basket_minor) < minorOf(found.minimum, state))
    return answer({ ok: false, why: "conditions" });
  const off =
    found.kind === "percent" ? (BigInt(basket_minor) * BigInt(found.value)) / 100n : minorOf(found.value, state);
  return answer({ ok: true, code, kind: found.kind, off_minor: Number(off) });
}

export function cursorRedeem(body: Json, state: State, code: string): SandboxReply {
  const card = state.cards.get(code);
  if (!card) return { status: 404, json: { error: { code: "unknown", message: "There is no such card." } } };
  const { minor } = body as { minor: number };
  const left = minorOf(card.balance, state) - BigInt(minor);
  if (left < 0n)
    return { status: 422, json: { error: { code: "balance", message: "The card does not hold that much." } } };
  card.balance = textOf(left, state);
  return answer({ id: state.id(), balance_minor: Number(left) });
}
