/** Checks baskets of registers and orders: the hub's own discounts, and codes of a channel. */
import type { OrganizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import { money } from "../../commerce/money.ts";
import { EVERYTHING, type Promotion } from "../../commerce/promotions/promotion.ts";
import type { Basket, DiscountAnswer } from "../../connectors/kit/contract/promotions.ts";
import type { Database, Tx } from "../../db/database.ts";
import type { BasketQuestion, RequestedBasket } from "../../hub/promotions/basket.ts";
import { ownRule } from "../../hub/promotions/channel-rule.ts";
import { type ChannelCode, type CheckedBasket, checkOwn, foreignCodes } from "../../hub/promotions/check.ts";

type Validate = (
  channel: { readonly organization: OrganizationId; readonly connectionId: string },
  request: { readonly code: string; readonly basket: Basket },
) => Promise<DiscountAnswer>;

/** Throws what `validate` throws: a register then says that the channel did not respond. */
export async function checkBasket(
  db: Database,
  validate: Validate,
  { organization, connectionId, codes, basket }: BasketQuestion,
): Promise<CheckedBasket> {
  const entered = [...new Map(codes.map((code) => [code.trim().toUpperCase(), code.trim()])).values()];
  const answers: ChannelCode[] = [];
  if (connectionId !== undefined) {
    const { foreign, asked } = await db.tenant(organization, async (tx) => ({
      foreign: await foreignCodes(tx, entered),
      asked: await channelBasket(tx, { connectionId, basket }),
    }));
    for (const code of foreign) {
      const answer = await validate({ organization, connectionId }, { code, basket: asked });
      answers.push(await db.tenant(organization, (tx) => channelCode(tx, { connectionId, code, answer })));
    }
  }
  return db.tenant(organization, (tx) => checkOwn(tx, { basket, codes: entered, told: answers }));
}

/** The basket with the channel's keys of its items, and prices after what was taken off by hand. */
async function channelBasket(
  tx: Tx,
  { connectionId, basket }: { readonly connectionId: string; readonly basket: RequestedBasket },
): Promise<Basket> {
  const rows = await tx.rows<{ variantId: string; key: string | null; price: bigint | null }>(
    `select v.id as "variantId", case when v.currency = $3 then v.price_minor end as price, (
       select l.ext_key from argosy.listing l
       where l.organization_id = argosy.tenant() and l.variant_id = v.id and l.connection_id = $2
         and l.gone_at is null
       order by l.id limit 1) as key
     from argosy.variant v where v.organization_id = argosy.tenant() and v.id = any($1::uuid[])`,
    [basket.lines.flatMap(({ variantId }) => variantId ?? []), connectionId, basket.currency],
  );
  const keyOf = new Map(rows.map((row) => [row.variantId, row.key ?? undefined]));
  const priceOf = new Map(rows.map((row) => [row.variantId, row.price]));
  return {
    currency: basket.currency,
    customerEmail: basket.customer?.email,
    lines: basket.lines
      .filter(({ quantity }) => quantity > 0)
      .map(({ variantId, sku, quantity, unitPriceMinor }) => ({
        variantKey: variantId === null ? undefined : keyOf.get(variantId),
        sku: sku ?? undefined,
        quantity,
        unitPrice: money(unitPriceMinor ?? priceOf.get(variantId ?? "") ?? 0n, basket.currency),
      })),
  };
}

async function channelCode(
  tx: Tx,
  {
    connectionId,
    code,
    answer,
  }: { readonly connectionId: string; readonly code: string; readonly answer: DiscountAnswer },
): Promise<ChannelCode> {
  if (!answer.valid) return { code, promotion: null, refusal: answer.text, warnings: [] };
  const rule = answer.rule ? await ownRule(tx, { connectionId, rule: answer.rule }) : wholeBasket(answer);
  const { title, warnings } = answer;
  if (rule === null) return { code, promotion: null, refusal: message("promotion.channelOnly"), warnings };
  const promotion: Promotion = {
    id: `${connectionId}:${code}`,
    code,
    title,
    isActive: true,
    currency: null,
    startsAt: null,
    endsAt: null,
    limits: { uses: null, perCustomer: null },
    priority: 0,
    // The channel does not know the hub's own: theirs decide.
    combines: ["items", "basket", "shipping"],
    places: ["till", "order"],
    ...rule,
  };
  return { code, promotion, refusal: null, warnings };
}

/** What a channel tells as a sum alone is shared over the goods; null where it tells none. */
function wholeBasket({
  kind,
  discount,
}: Extract<DiscountAnswer, { valid: true }>): Pick<Promotion, "effect" | "scope" | "minimum"> | null {
  const minimum = { amount: null, quantity: null, of: "basket" } as const;
  if (kind === "free_shipping") return { effect: { kind: "free_shipping" }, scope: EVERYTHING, minimum };
  if (discount === null) return null;
  return { effect: { kind: "amount_basket", amount: discount.minor }, scope: EVERYTHING, minimum };
}
