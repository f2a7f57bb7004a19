/** For tests of plans: a shop so large that what reads all of it is seen. */
import type { OrganizationId } from "../commerce/ids.ts";
import type { TestDatabase } from "../db/testing.ts";
import { countAllDue } from "./analytics/count.ts";
import { indexAllDue } from "./search/index-due.ts";

const SIZE = 20_000;

const id = (kind: string, n: number) => `${kind}-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const idsOf = (kind: string) => `('${kind}-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid`;
const [PRODUCT, VARIANT, PAGE, LISTING, ORDER] = ["00000001", "00000002", "00000003", "00000004", "00000005"];
const PAYOUT = "00000009";
const STORE = id("00000006", 1);
const SMALL = id("00000006", 2);
const PLACE = id("00000007", 1);
const PERSON = "00000008";

export const ids = { id, LISTING, ORDER, PAYOUT, PERSON, PLACE, SMALL, STORE, VARIANT };

/** Makes an organization with 20,000 of everything, counted and searchable. */
export async function largeShop(db: TestDatabase): Promise<OrganizationId> {
  const organization = await db.newOrganization();
  const fill = (table: string, columns: string, values: string) =>
    `insert into ${table} (organization_id, ${columns})
     select '${organization}', ${values}
     from generate_series(1, ${SIZE}) as i;`;
  const at = "timestamptz '2026-01-01' + (i / 50) * interval '1 minute'";
  const payout = `'${id(PAYOUT, 7)}'`;
  const paid = [
    fill(
      "settlement",
      "id, connection_id, reference, currency, amount_minor, source, created_at, updated_at",
      `${idsOf(PAYOUT)}, '${STORE}', 'P-' || i, 'USD', 100, 'file', ${at}, now()`,
    ),
    fill(
      "settlement_line",
      "settlement_id, ext_key, order_key, order_id, kind, amount_minor, currency, occurred_at, text, raw",
      `${payout}, i::text, i::text, ${idsOf(ORDER)}, 'sale', 100, 'USD', ${at}, '', '{}'`,
    ),
    fill(
      "settlement_case",
      `kind, order_id, connection_id, settlement_id, currency, expected_minor, settled_minor, state, reason, found_at,
       updated_at`,
      `'unpaid', ${idsOf(ORDER)}, '${STORE}', ${payout}, 'USD', 100, 0,
       case when i % 2 = 0 then 'open' else 'settled' end, case when i % 2 = 1 then 'claimed' end, ${at}, now()`,
    ),
  ].join("\n");
  await db.owner.run(`begin; set local session_replication_role = replica;
    insert into location (organization_id, id, name, code, is_default)
    values ('${organization}', '${PLACE}', 'Main', 'main', true);
    insert into connection (organization_id, id, kind, provider, code, name, state, webhook_key)
      values ('${organization}', '${STORE}', 'commerce', 'fakeshop', 'shop', 'Shop', 'active', 'key'),
        ('${organization}', '${SMALL}', 'commerce', 'fakeshop', 'small', 'Small', 'active', 'small');
    ${fill(
      "campaign_channel",
      "connection_id, campaign_key, campaign_name, last_on",
      `'${STORE}', 'c' || i, 'Campaign ' || i, current_date`,
    )}
    ${fill("product", "id, title", `${idsOf(PRODUCT)}, 'Product ' || i`)}
    ${fill(
      "variant",
      "id, product_id, sku, barcode, currency, price_minor",
      `${idsOf(VARIANT)}, ${idsOf(PRODUCT)}, 'Sku-' || i, 'B' || i, 'USD', 100`,
    )}
    ${fill(
      "level",
      "variant_id, location_id, on_hand, reorder_point",
      `${idsOf(VARIANT)}, '${PLACE}', 10, case when i % 500 = 0 then 20 end`,
    )}
    insert into customer (organization_id, id, name, email)
    select '${organization}', ${idsOf(PERSON)}, 'Person ' || i, 'c' || i || '@example.test'
    from generate_series(1, 1000) as i;
    update customer
    set phone = '+2010' || lpad(substring(email from 2 for position('@' in email) - 2), 8, '0'), postcode_key = '11511';
    insert into customer_duplicate (organization_id, one_id, other_id, reasons, found_at)
      select '${organization}', ${idsOf(PERSON)}, ('${PERSON}-0000-7000-8000-' || lpad(to_hex(i + 1), 12, '0'))::uuid,
        '{phone}', now()
      from generate_series(1, 999) as i;
    ${fill("contact_point", "kind, value, customer_id", `'email', 'c' || i || '@example.test', ${idsOf(PERSON)}`)}
    ${fill(
      "movement",
      "variant_id, location_id, cause_kind, cause_ref, on_hand_delta, on_hand_after, reserved_after",
      `${idsOf(VARIANT)}, '${PLACE}', 'set', i::text, 10, 10, 0`,
    )}
    ${fill(
      "product_listing",
      "id, connection_id, ext_key, product_id, title",
      `${idsOf(PAGE)}, '${STORE}', 'p' || i, ${idsOf(PRODUCT)}, 'Product ' || i`,
    )}
    ${fill(
      "listing",
      "id, connection_id, product_listing_id, ext_key, inventory_key, sku, variant_id, state",
      `${idsOf(LISTING)}, '${STORE}', ${idsOf(PAGE)}, 'v' || i, 'i' || i, 'SKU-' || i,
       case when i > 100 then ${idsOf(VARIANT)} end, case when i > 100 then 'mapped' else 'unmapped' end`,
    )}
    ${fill(
      "listing_stock",
      "listing_id, connection_id, desired, expected, observed",
      `${idsOf(LISTING)}, '${STORE}', 10, 10, 10`,
    )}
    ${fill(
      "sales_order",
      `id, connection_id, ext_key, ext_number, number, status, financial, fulfilment, currency, customer_id,
       placed_at`,
      `${idsOf(ORDER)}, '${STORE}', i::text, '#' || i, 'SH-' || i, 'completed', 'paid', 'fulfilled', 'USD',
       case when i <= 1000 then ${idsOf(PERSON)} end, timestamptz '2026-01-01' + i * interval '1 minute'`,
    )}
    ${fill(
      "order_line",
      `order_id, ext_key, variant_id, sku, title, ordered_quantity, quantity, unit_price, total_minor, pack,
       reserved_quantity`,
      `${idsOf(ORDER)}, '1', ${idsOf(VARIANT)}, 'Sku-' || i, 'Thing', 1, 1, 1, 100,
       case when i % 2 = 0 then jsonb_build_object('takesOwn', false, 'parts',
         jsonb_build_array(jsonb_build_object('quantity', 2, 'variantId', ${idsOf(VARIANT)}))) end,
       case when i % 4 = 0 then 1 else 0 end`,
    )}
    ${fill(
      "inbox_event",
      "connection_id, kind, ref, topic, source, body, status",
      `'${STORE}', case i % 5000 when 1 then 'privacy' else 'order' end, i::text, 'orders/create', 'webhook', '',
       case i % 5000 when 2 then 'failed' else 'processed' end`,
    )}
    ${fill(
      "sync_log",
      "connection_id, action, status, text, at",
      `'${STORE}', 'receive_order', 'success', 'Order', timestamptz '2026-11-01' + i * interval '1 minute'`,
    )}
    ${fill(
      "alert",
      "kind, severity, cause, title, text, state, first_at, last_at",
      `'x', 'info', i::text, 't', 't', case when i % 100 = 0 then 'open' else 'resolved' end, now(),
       timestamptz '2026-01-01' + (i / 50) * interval '1 minute'`,
    )}
    ${fill(
      "conflict",
      "connection_id, listing_id, field, state, policy, found_at",
      `'${STORE}', ${idsOf(LISTING)}, 'price', 'open', 'ask',
       timestamptz '2026-01-01' + (i / 50) * interval '1 minute'`,
    )}
    ${paid}
    insert into search_due (organization_id, kind, subject_id)
    select '${organization}', 1, ${idsOf(ORDER)}
    from generate_series(1, ${SIZE}) as i
      where i <= 1000 or i between 7770 and 7779 or i = 1999 or i > 17000;
    insert into search_due (organization_id, kind, subject_id)
    select '${organization}', 4, ${idsOf(VARIANT)}
    from generate_series(1, 3000) as i;
    commit;`);
  await indexAllDue((work) => db.database.tenant(organization, work, { kind: "derived" }));
  await countAllDue((work) => db.database.tenant(organization, work, { kind: "derived" }));
  await db.owner.run("analyze");
  return organization;
}
