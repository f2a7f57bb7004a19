/** Whose account it is, what its keys may do, and from where the seller ships. */
import type { HubText } from "../../commerce/message.ts";
import type { Context, Detected, MissingScope } from "../kit/contract/contract.ts";
import { isKind } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { read } from "./client.ts";
import { nodesSchema, partnerSchema, type ShipNode, tokenDetailSchema } from "./schemas.ts";
import { message } from "./words.ts";

/** What each right is for; prices, orders and stock are written. */
const RIGHTS = {
  orders: { needs: "full_access", text: message("missing.orders") },
  inventory: { needs: "full_access", text: message("missing.inventory") },
  price: { needs: "full_access", text: message("missing.price") },
  feeds: { needs: "full_access", text: message("missing.feeds") },
  item: { needs: "view_only", text: message("missing.item") },
  returns: { needs: "full_access", text: message("missing.returns") },
  reports: { needs: "view_only", text: message("missing.reports") },
} as const;

export async function detect(ctx: Context): Promise<Detected> {
  const detail = parseResponse(
    tokenDetailSchema,
    await read(ctx, { url: "/token/detail", operation: "token.detail" }),
    {
      ctx,
      what: "the token",
    },
  );
  const profile = await read(ctx, { url: "/settings/partnerprofile", operation: "partner.get" });
  const { partner, configurations } = parseResponse(partnerSchema, profile, { ctx, what: "the seller's profile" });
  const status = configurations.find(({ configurationName }) => configurationName === "ACCOUNT")?.configuration?.status;
  const nodes = await shipNodes(ctx);
  const own = nodes.filter(isOwn);
  return {
    account: { externalId: partner.partnerId, name: partner.partnerDisplayName ?? partner.partnerName ?? "" },
    facts: {
      partnerId: partner.partnerId,
      seller: partner.partnerDisplayName ?? partner.partnerName ?? partner.partnerId,
      currency: "USD",
      ...(status === undefined ? {} : { status }),
      shipNodes: own.filter(isActive).map(({ shipNode }) => shipNode),
    },
    locations: own.map((node) => ({
      key: node.shipNode,
      name: node.shipNodeName ?? node.shipNode,
      active: isActive(node),
    })),
    missingScopes: missingOf(detail.scopes),
    warnings: warningsOf(status),
  };
}

/** Keys without the right to read settings sell from the account's default node. */
async function shipNodes(ctx: Context): Promise<readonly ShipNode[]> {
  try {
    const body = await read(ctx, { url: "/settings/shipping/shipnodes", operation: "nodes.list" });
    return parseResponse(nodesSchema, body, { ctx, what: "the fulfillment centers" });
  } catch (error) {
    if (!isKind(error, "forbidden", "not_found")) throw error;
    ctx.log.warn("the keys may not list fulfillment centers", { reason: error.message });
    return [];
  }
}

/** A partner's warehouse counts what it holds itself. */
const isOwn = ({ nodeType }: ShipNode): boolean => nodeType !== "3PL";
const isActive = ({ status }: ShipNode): boolean => status === undefined || status === "ACTIVE";

function missingOf(scopes: Readonly<Record<string, string>>): readonly MissingScope[] {
  return Object.entries(RIGHTS).flatMap(([scope, { needs, text }]) => {
    const has = scopes[scope];
    const isEnough = has === undefined || has === "full_access" || has === needs;
    return isEnough ? [] : [{ scope, disables: text }];
  });
}

const warningsOf = (status: string | undefined): readonly HubText[] =>
  status === undefined || status === "ACTIVE" ? [] : [message("said.notActive", { state: status })];
