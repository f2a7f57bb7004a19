/** Converts an order of ours to the shape a connector takes. */
import { formatDecimal } from "../../commerce/money.ts";
import type { Address } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { OrderForChannel } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";

interface StoredLine {
  readonly variantKey: string | null;
  readonly sku: string | null;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly discountMinor: string;
  readonly totalMinor: string;
  readonly ext: Json;
}

export interface OwnOrder {
  readonly number: string;
  /** The channel's key, where it has told the order already. */
  readonly ext_key: string | null;
  readonly currency: string;
  readonly financial: string;
  readonly tax_included: boolean;
  readonly tax_minor: bigint | null;
  readonly shipping_minor: bigint | null;
  readonly total_minor: bigint | null;
  readonly discount_code: string | null;
  readonly note: string | null;
  readonly contact: { readonly name?: string; readonly email?: string; readonly phone?: string };
  readonly shipping_address: Address | null;
  readonly lines: readonly StoredLine[] | null;
}

/** The order with its lines, each with the channel's item: the linked one, else the only one there with its SKU. */
export function loadOwnOrder(tx: Tx, orderId: string, connection: string): Promise<OwnOrder> {
  return tx.one<OwnOrder>(
    `select o.number, o.ext_key, o.currency, o.financial, o.tax_included, o.tax_minor, o.shipping_minor, o.total_minor,
       o.discount_code, o.note, o.contact, o.shipping_address,
       (select jsonb_agg(jsonb_build_object('variantKey', li.ext_key, 'sku', coalesce(l.sku, v.sku), 'title', l.title,
         'quantity', l.quantity,
          'unitPrice', trim_scale(l.unit_price)::text, 'discountMinor', l.discount_minor::text, 'totalMinor',
            l.total_minor::text, 'ext', li.ext)
     order by l.position)
        from argosy.order_line l
        left join argosy.variant v on v.organization_id = l.organization_id and v.id = l.variant_id
        left join lateral (select x.ext_key, x.ext from argosy.listing x
          where x.organization_id = l.organization_id and x.connection_id = $2 and (
          (x.variant_id = l.variant_id and x.state = 'mapped')
          or (x.variant_id is null and x.state <> 'ignored' and x.gone_at is null
            and x.sku_key = coalesce(v.sku_key, l.sku_key) and not exists (
            select from argosy.listing y
            where y.organization_id = x.organization_id and y.connection_id = x.connection_id
              and y.sku_key = x.sku_key and y.id <> x.id and y.gone_at is null)))
          order by x.state <> 'mapped', x.id limit 1) li on true
        where l.organization_id = o.organization_id and l.order_id = o.id and l.quantity > 0 and not l.is_gift) as lines
     from argosy.sales_order o where o.organization_id = argosy.tenant() and o.id = $1`,
    [orderId, connection],
  );
}

/** As it goes out. `isPaid`: as the hub knew it before the channel had a say. */
export function orderForChannel(own: OwnOrder, isPaid: boolean): OrderForChannel {
  const lines = (own.lines ?? []).map(lineForChannel);
  const shippingMinor = own.shipping_minor ?? 0n;
  // Orders made here without a tax keep none: unknown, not free of tax.
  const taxMinor = own.tax_minor === 0n ? null : own.tax_minor;
  const itemsMinor = lines.reduce((sum, line) => sum + line.totalMinor, 0n);
  return {
    currency: own.currency,
    taxIncluded: own.tax_included,
    lines,
    shippingMinor,
    taxMinor,
    totalMinor: own.total_minor ?? itemsMinor + shippingMinor + (own.tax_included ? 0n : (taxMinor ?? 0n)),
    paid: isPaid,
    customer: own.contact,
    ...(own.discount_code === null ? {} : { discountCode: own.discount_code }),
    ...(own.shipping_address ? { shippingAddress: own.shipping_address } : {}),
    ...(own.note ? { note: own.note } : {}),
  };
}

function lineForChannel(line: StoredLine): OrderForChannel["lines"][number] {
  const discountMinor = BigInt(line.discountMinor);
  const totalMinor = BigInt(line.totalMinor);
  return {
    title: line.title,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    subtotalMinor: totalMinor + discountMinor,
    discountMinor,
    totalMinor,
    ext: line.ext,
    ...(line.variantKey === null ? {} : { variantKey: line.variantKey }),
    ...(line.sku === null ? {} : { sku: line.sku }),
  };
}

/** "300.16 EUR" */
export function amountText(minor: bigint, currency: string): string {
  return `${formatDecimal({ minor, currency })} ${currency}`;
}
