/** Business policies of the emulated account, the same on each of its sites (Account API). */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { failure, ok } from "./replies.ts";

interface Kind {
  readonly path: string;
  readonly list: string;
  readonly key: string;
  readonly named: readonly (readonly [id: string, name: string, categoryType?: string])[];
}

const ITEMS = "ALL_EXCLUDING_MOTORS_VEHICLES";

const KINDS: readonly Kind[] = [
  {
    ...{ path: "fulfillment_policy", list: "fulfillmentPolicies", key: "fulfillmentPolicyId" },
    named: [
      ["6196932000", "Standard shipping"],
      ["6196933000", "Express shipping"],
      ["6196934000", "Collection of a vehicle", "MOTORS_VEHICLES"],
    ],
  },
  {
    ...{ path: "payment_policy", list: "paymentPolicies", key: "paymentPolicyId" },
    named: [["6196947000", "Immediate payment"]],
  },
  {
    ...{ path: "return_policy", list: "returnPolicies", key: "returnPolicyId" },
    named: [["6196944000", "Returns within 30 days"]],
  },
];

export function policies({ method, query }: SandboxRequest, [path = ""]: readonly string[]): SandboxReply {
  const kind = KINDS.find((one) => one.path === path);
  if (method !== "GET" || !kind) return failure(404, 2002, "Resource not found");
  const site = query.get("marketplace_id");
  if (!site) return failure(400, 20_401, "Missing field marketplace_id.");
  const rows = kind.named.map(([id, name, type = ITEMS]) => ({
    ...{ [kind.key]: id, name, marketplaceId: site },
    categoryTypes: [{ name: type }],
  }));
  return ok({ total: rows.length, [kind.list]: rows });
}

export const isPolicyOf = (key: string, id: string): boolean =>
  KINDS.some((kind) => kind.key === key && kind.named.some(([own]) => own === id));
