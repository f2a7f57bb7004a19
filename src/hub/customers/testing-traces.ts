/** For tests: a person, and a row about them wherever the hub may keep one. */
import { message } from "../../commerce/message.ts";
import { raiseAlert } from "../alerts/alerts.ts";
import { jsonParameter } from "../json-column.ts";
import { later, noon, orderPart, type TestShop, type TestStore } from "../orders/testing.ts";
import { logSync } from "../sync-log/sync-log.ts";

export const hala = {
  name: "Hala Zaghloul-Öz",
  email: "hala.z@example.test",
  phone: "+201001234567",
  street: "5 Qasr el-Nil Street",
};
export const told = (key: string, who = hala) => {
  const address = {
    name: who.name,
    line1: who.street,
    city: "Cairo",
    postcode: "11511",
    country: "EG",
    phone: who.phone,
  };
  return orderPart(key, {
    contact: {
      key: who === hala ? "c-77" : who.email,
      name: who.name,
      email: who.email,
      phone: who.phone,
      quality: "real",
    },
    shippingAddress: address,
    billingAddress: address,
    buyerNote: `Ring ${who.name} twice`,
    buyerInputs: [{ label: "Gift message", value: `From ${who.name}` }],
    tags: [`for ${who.name}`],
    lines: [],
    refunds: [
      { key: "r1", amountMinor: 100n, reason: `${who.name} changed her mind`, at: noon.toISOString(), lines: [] },
    ],
    fulfilments: [],
    raw: {
      id: key,
      total: "10.00",
      email: who.email,
      meta: [{ name: "gift", value: `To ${who.name}, ${who.street}` }],
    },
  });
};

/** One row about the person wherever the hub may keep one. */
export async function leaveTraces(
  { shop, store }: { readonly shop: TestShop; readonly store: TestStore },
  who: typeof hala,
  key: string,
): Promise<string> {
  const put = (text: string, params: readonly unknown[]) => shop.run((tx) => tx.run(text, params));
  await store.apply([told(key, who)]);
  await store.apply([{ ...later(told(key, who), 1, { status: "completed" }) }]);
  const { id } = await shop.run((tx) =>
    tx.one<{ id: string }>("select id from sales_order where organization_id = argosy.tenant() and ext_key = $1", [
      key,
    ]),
  );
  const body = JSON.stringify({ id: key, billing: { email: who.email, first_name: who.name } });
  for (const [kind, ref] of [
    ["order", key],
    ["customer", "c-77"],
    ["other", `other-${key}`],
  ])
    await put(
      `insert into inbox_event (organization_id, connection_id, kind, ref, topic, headers, body, status, error)
       values (argosy.tenant(), $1, $2, $3, 't', $4, convert_to($5, 'UTF8'), 'processed', $6)`,
      [store.id, kind, ref, jsonParameter({ "x-customer": who.email }), body, `refused: ${who.email}`],
    );
  await put(
    `insert into timeline (organization_id, order_id, kind, actor, text, said, data, at)
     values (argosy.tenant(), $1, 'note', 'user:x', $2, $6, '{}', $3),
       (argosy.tenant(), $1, 'status', 'user:x', $4, $6, $5, $3)`,
    [
      id,
      `Spoke to ${who.name}`,
      noon,
      `${who.name} was called`,
      jsonParameter({ to: who.phone }),
      jsonParameter([{ code: "order.asked.note", gaps: { text: `Spoke to ${who.name}` } }]),
    ],
  );
  await put(
    `insert into command (organization_id, order_id, connection_id, kind, input, idempotency_key, state, error,
       requested_by, finished_at)
     values (argosy.tenant(), $1, $2, 'note', $3, 'k1', 'done', $4, 'user:x', $5),
       (argosy.tenant(), $1, $2, 'cancel', $6, 'k2', 'failed', null, 'user:x', $5)`,
    [
      id,
      store.id,
      jsonParameter({ kind: "note", text: "Ring her" }),
      jsonParameter(who.email),
      noon,
      jsonParameter({ reason: who.name }),
    ],
  );
  await put(
    `insert into order_fulfilment (organization_id, order_id, ext_key, status, carrier, tracking_url, lines)
     values (argosy.tenant(), $1, 'f1', 'fulfilled', $2, $3, '[]')`,
    [id, `by hand to ${who.name}`, `https://track.example.test/?to=${who.email}`],
  );
  await put(
    `with s as (
       insert into argosy.shipment (organization_id, order_id, connection_id, reference, idempotency_key, text, ext,
         location_id, payment, value_minor, currency, tells_at, label_state, requested_by, created_at, updated_at)
       values (argosy.tenant(), $1, $2, $3, $3, $4, $5, $6, 'prepaid', 100, 'EUR', 'booked', 'ready', 'user:x', $7, $7)
       returning id),
     p as (
       insert into argosy.parcel (organization_id, shipment_id, connection_id, position, reference, weight_grams,
         length_mm, width_mm, height_mm, items)
       select argosy.tenant(), id, $2, 1, $3, 1, 1, 1, 1, '[]' from s returning id),
     f as (insert into argosy.stored_file (organization_id, name, complete) values (argosy.tenant(), 'label.pdf', true)
       returning id),
     d as (
       insert into argosy.shipment_document (organization_id, shipment_id, kind, content_type, file_id, created_at)
       select argosy.tenant(), s.id, 'label', 'application/pdf', f.id, $7 from s, f),
     i as (insert into argosy.stored_file (organization_id, name, complete) values (argosy.tenant(), 'photo.jpg', true)
       returning id),
     o as (
       insert into argosy.order_photo (organization_id, id, order_id, file_id, content_type, width, height, size,
         taken_by, taken_at, created_at)
       select argosy.tenant(), i.id, $1, i.id, 'image/jpeg', 1, 1, 1, 'system', $7, $7 from i)
     insert into argosy.tracking_event (organization_id, parcel_id, key, at, platform_status, text, source, received_at)
     select argosy.tenant(), id, 'k', $7, 'DELIVERED', $8, 'poll', $7 from p`,
    [
      id,
      store.id,
      `S-${key}`,
      `The courier does not find ${who.street}.`,
      jsonParameter({ to: who.phone }),
      shop.locationId,
      noon,
      `Signed for by ${who.name}`,
    ],
  );
  await put(
    `with r as (
       insert into argosy.pos_register (organization_id, id, name, prefix, location_id, currency, created_at,
         updated_at)
       values (argosy.tenant(), argosy.new_id(), 'Till', $3, $4, 'EUR', $5, $5) returning id),
     f as (
       insert into argosy.pos_staff (organization_id, id, name, pin, created_at, updated_at)
       values (argosy.tenant(), argosy.new_id(), 'Seller', '', $5, $5) returning id),
     s as (
       insert into argosy.pos_session (organization_id, id, register_id, opened_by, opened_at, float_minor, received_at)
       select argosy.tenant(), argosy.new_id(), r.id, f.id, $5, 0, $5 from r, f returning id, register_id, opened_by),
     b as (
       insert into argosy.pos_basket (organization_id, id, kind, register_id, location_id, staff_id, name, basket,
         lines, currency, total_minor, created_at, updated_at)
       select argosy.tenant(), argosy.new_id(), 'parked', r.id, $4, f.id, '', $2, '[]', 'EUR', 1, $5, $5 from r, f),
     h as (
       insert into argosy.pos_hand_over (organization_id, id, order_id, register_id, staff_id, taken_by, lines,
         command_id, handed_at)
       select argosy.tenant(), argosy.new_id(), $1, r.id, f.id, $2::jsonb -> 'customer' ->> 'name', '[]',
         argosy.new_id(), $5
       from r, f),
     p as (
       insert into argosy.pos_pickup_payment (organization_id, id, order_id, session_id, staff_id, kind, amount_minor,
         reference, taken_at)
       select argosy.tenant(), argosy.new_id(), $1, id, opened_by, 'other', 1,
         $2::jsonb -> 'customer' ->> 'email', $5
       from s)
     insert into argosy.pos_sale (organization_id, id, register_id, session_id, staff_id, number, sold_at, currency,
       total_minor, sale, totals, order_id, is_offline, received_at)
     select argosy.tenant(), argosy.new_id(), register_id, id, opened_by, '1', $5, 'EUR', 1, $2, '{}', $1, false, $5
     from s`,
    [id, jsonParameter({ customer: { name: who.name, email: who.email } }), key.toUpperCase(), shop.locationId, noon],
  );
  await put(
    `insert into order_return (organization_id, order_id, number, state, reason, note, requested_by, created_at,
       updated_at)
     values (argosy.tenant(), $1, $2, 'requested', $3, $3, 'user:x', $4, $4)`,
    [id, `R-${key}`, `${who.name} wants another size`, noon],
  );
  await shop.run((tx) =>
    logSync(tx, [
      {
        connectionId: store.id,
        action: "receive_order",
        status: "failed",
        text: `No country for ${who.name}`,
        ref: who.email,
        details: [{ response: JSON.stringify({ to: who.street }) }],
        at: noon,
      },
    ]),
  );
  await shop.run((tx) =>
    raiseAlert(tx, {
      kind: "order_short",
      severity: "info",
      cause: `c-${key}`,
      title: message("alert.order_short.title", { order: who.name.split(" ")[0] ?? "" }),
      text: `${who.email} could not be told`,
      subject: { kind: "order", id },
      now: noon,
    }),
  );
  await put(
    `insert into drift (organization_id, connection_id, path, problem, sample, first_at, last_at)
     values (argosy.tenant(), $1, $2, 'p', $3, $4, $4)`,
    [store.id, key, jsonParameter({ phone: who.phone }), noon],
  );
  await put(
    `with s as (insert into settlement (organization_id, gateway, reference, currency, source, created_at, updated_at)
       values (argosy.tenant(), 'Bank', $1, 'EUR', 'file', $4, $4) returning id),
     l as (insert into settlement_line (organization_id, settlement_id, ext_key, order_key, kind, amount_minor,
         currency, occurred_at, text, raw)
       select argosy.tenant(), id, $1, '', 'other', 100, 'EUR', $4, $2, $3 from s returning id)
     insert into settlement_case (organization_id, kind, line_id, currency, expected_minor, settled_minor, state, note,
       found_at, updated_at)
     select argosy.tenant(), 'unknown_line', id, 'EUR', 0, 100, 'open', $2, $4, $4 from l`,
    [key, `Paid for ${who.name}`, jsonParameter({ buyer: who.email }), noon],
  );
  await put(
    `insert into channel_fee (organization_id, connection_id, ext_key, kind, amount_minor, currency, text, charged_at,
       raw)
     values (argosy.tenant(), $1, $2, 'commission', 100, 'EUR', $3, $4, $5)`,
    [store.id, key, `Fee for ${who.name}`, noon, jsonParameter({ buyer: who.email })],
  );
  await put(
    `with s as (
       insert into argosy.stored_file (organization_id, name, size, complete)
       values (argosy.tenant(), 'orders.csv', 1, true) returning id),
     c as (
       insert into argosy.stored_file_chunk (organization_id, file_id, number, bytes)
       select argosy.tenant(), id, 0, convert_to($2, 'UTF8') from s),
     f as (
       insert into argosy.channel_file (organization_id, connection_id, kind, name, file_id, sha256, requested_by)
       select argosy.tenant(), $1, 'orders', 'orders.csv', id, '', 'user:x' from s returning id),
     i as (
       insert into argosy.channel_file_issue
         (organization_id, channel_file_id, number, sheet, row, severity, code, value, message)
       select argosy.tenant(), id, 1, '', 1, 'error', 'x', $2, $2 from f),
     p as (
       insert into argosy.parked_work (organization_id, kind, subject, mark, due_at, error)
       values (argosy.tenant(), 'fee', $3, to_jsonb($2::text), now(), $2))
     insert into argosy.channel_file_waiting (organization_id, connection_id, part_key, raw, seen_at)
     values (argosy.tenant(), $1, $3, to_jsonb($2::text), now())`,
    [store.id, `${who.name} ${who.email}`, key],
  );
  await put(
    `insert into gift_card_use (organization_id, connection_id, key, code_hash, code_end, amount_minor, currency,
       reference, state, requested_by, started_at)
     values (argosy.tenant(), $1, $2, '', '1234', 100, 'EUR', $3, 'done', 'user:x', $4)`,
    [store.id, key, who.email, noon],
  );
  await put(
    `with d as (
       insert into stock_document (organization_id, kind, number, location_id, partner, document_date, note, created_at,
         created_by, updated_at)
       values (argosy.tenant(), 'sales_invoice', $1, $2, $3, '2026-11-20', $4, $5, 'user:x', $5) returning id)
     insert into stock_document_line (organization_id, document_id, line, sku, quantity, note)
     select argosy.tenant(), id, 1, 'S', 1, $4 from d`,
    [`SI-${key}`, shop.locationId, who.name, `${who.street}, ${who.phone}`, noon],
  );
  await put(
    `with s as (
       insert into argosy.supplier (organization_id, id, name, currency, note, created_at, updated_at)
       values (argosy.tenant(), argosy.new_id(), $1, 'EUR', $2, $3, $3) returning id),
     o as (
       insert into argosy.purchase_order (organization_id, id, number, supplier_id, location_id, currency, note,
         created_at, created_by, updated_at)
       select argosy.tenant(), argosy.new_id(), $1, s.id, $4, 'EUR', $2, $3, 'user:x', $3 from s returning id)
     insert into argosy.purchase_order_line (organization_id, purchase_order_id, line, variant_id, sku, quantity, note)
     select argosy.tenant(), o.id, 1, $5, 'S', 1, $2 from o`,
    [`PO-${key}`, `For ${who.name}, ${who.phone}`, noon, shop.locationId, await shop.newVariant(`S-${key}`)],
  );
  await put(
    `insert into run (organization_id, kind, options, error, requested_by)
     values (argosy.tenant(), 'import', $1, $2, 'user:x')`,
    [jsonParameter({ rows: [who.email] }), who.street],
  );
  await put(
    `insert into idempotency (organization_id, key, route, request_hash, status, response)
     values (argosy.tenant(), $1, 'r', '', 200, $2)`,
    [key, jsonParameter({ text: JSON.stringify({ contact: { email: who.email } }) })],
  );
  await put(
    `insert into stock_count (organization_id, number, location_id, scope, note, created_at, created_by)
     values (argosy.tenant(), $1, $2, 'all', $3, $4, 'user:x')`,
    [`SC-${key}`, shop.locationId, `with ${who.name}`, noon],
  );
  return id;
}
