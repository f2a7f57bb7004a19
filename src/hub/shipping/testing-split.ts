/** For tests: orders of a shop with a courier, split, packed and booked. */
import { randomUUID } from "node:crypto";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { createLocation } from "../inventory/locations.ts";
import { packedOrders } from "../orders/packing.ts";
import { takeBackPromises } from "../orders/release-promises.ts";
import { serveShortLines } from "../orders/serve-short.ts";
import { actor, later, minutes, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { OURS_TO_PACK, UNSHIPPED } from "../orders/to-ship.ts";
import { recordPacking } from "../packing/record-packing.ts";
import { packLines } from "./pack.ts";
import { requestShipment } from "./request.ts";
import { type SplitUnits, splitOrder, splitOrderBy } from "./split.ts";

export const by = { actor, now: minutes(5) };
const TO = { name: "Ada", line1: "1 Long Street", city: "Giza", country: "EG" };
export const BOX = { weightGrams: 500, lengthMm: 200, widthMm: 150, heightMm: 100 };

export const sortedUnits = (parcels: readonly (readonly SplitUnits[])[]) =>
  parcels
    .map((units) =>
      units
        .map(({ lineId, quantity }) => `${quantity} of ${lineId}`)
        .sort()
        .join(),
    )
    .sort();

/** A shop whose orders are sent in several parcels, packed and booked. */
export function splitShop() {
  const db = fixture(testDatabase);
  const shop = fixture(() => testShop(db));

  /** A shop with a courier, and two locations that parcels are sent from. */
  const world = fixture(async () => {
    const store = await shop.newStore();
    const address = { line1: "1 Dock", city: "Cairo", country: "EG" };
    const second = (await shop.run((tx) => createLocation(tx, { name: "Second", address, now: noon }))).id;
    const { id: courier } = await shop.run(async (tx) => {
      await tx.run("update argosy.location set address = $1 where organization_id = argosy.tenant()", [
        JSON.stringify(address),
      ]);
      return tx.one<{ id: string }>(
        `insert into argosy.connection (organization_id, kind, provider, code, name, state, webhook_key)
         values (argosy.tenant(), 'logistics', 'fakecourier', 'c', 'DHL', 'active', 'c')
         returning id`,
      );
    });
    return { store, second, courier };
  });

  /** An order of new items, so many units of each, of which so many are in stock. */
  async function ordered(
    ...items: readonly { readonly units: number; readonly there: number; readonly tag?: string }[]
  ) {
    const key = randomUUID().slice(0, 8);
    const skus: string[] = [];
    const variants: string[] = [];
    for (const [n, { there, tag }] of items.entries()) {
      const sku = `${key}-${n}`;
      const variant = await shop.newVariant(sku);
      await world.store.list(variant, sku);
      await shop.stock(variant, there);
      if (tag)
        await shop.run((tx) =>
          tx.run(
            `update argosy.product set attributes = jsonb_build_object('tags', jsonb_build_array($2::text))
             where organization_id = argosy.tenant() and id = (select product_id from argosy.variant where id = $1)`,
            [variant, tag],
          ),
        );
      skus.push(sku);
      variants.push(variant);
    }
    const lines = items.map(({ units }, n) =>
      orderLine({ key: `${n}`, variantKey: skus[n] ?? "", quantity: units, channelTook: 0 }),
    );
    const part = orderPart(key, { lines, shippingAddress: TO });
    const [applied] = await world.store.apply([part]);
    const id = applied?.orderId ?? "";
    const ids = (await shop.run((tx) => packLines(tx, id))).map((line) => line.id);
    return { id, skus, variants, part, lineOf: (n: number) => ids[n] ?? "" };
  }

  const stateOf = async (id: string) =>
    (await shop.run((tx) => packedOrders(tx, [id]))).map((order) => order.state).join();
  const split = (orderId: string, ...parcels: readonly (readonly SplitUnits[])[]) =>
    shop.run((tx) => splitOrder(tx, { orderId, parcels, ...by }));
  const splitBy = (orderId: string, division: Parameters<typeof splitOrderBy>[1]["division"]) =>
    shop.run((tx) => splitOrderBy(tx, { orderId, division, ...by }));

  /** Books a parcel of what is next, and answers how many units of each line are in it. */
  const book = async (orderId: string, items?: readonly SplitUnits[]) => {
    const shipmentId = await shop.run((tx) =>
      requestShipment(tx, {
        ...{ orderId, connectionId: world.courier, fulfilWhen: "picked_up", notifyCustomer: false, ...by },
        parcels: [{ ...BOX, items }],
        idempotencyKey: randomUUID(),
      }),
    );
    return { shipmentId, units: await unitsOf(orderId, shipmentId) };
  };
  const unitsOf = (orderId: string, shipmentId: string | null = null) =>
    shop.run(async (tx) =>
      Object.fromEntries(
        (
          await tx.rows<{ line: string; units: number }>(
            `select l.ext_key as line, sum((i ->> 'quantity')::int)::int as units
             from argosy.shipment s
             join argosy.parcel c on c.organization_id = s.organization_id and c.shipment_id = s.id
             cross join lateral jsonb_array_elements(c.items) as i
             join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = (i ->> 'lineId')::uuid
             where s.organization_id = argosy.tenant() and s.order_id = $1 and ($2::uuid is null or s.id = $2)
               and s.state not in ('withdrawn', 'refused')
             group by 1 order by 1`,
            [orderId, shipmentId],
          )
        ).map(({ line, units }) => [line, units]),
      ),
    );
  /** Units the station asks for. */
  const sendRequest = async (id: string) => {
    const [order] = await shop.run((tx) => packedOrders(tx, [id]));
    return (order?.items ?? []).flatMap(({ lineId, left, packed }) =>
      left > packed ? [{ lineId, units: left - packed }] : [],
    );
  };
  /** Every label of an order leaves, and its channel shows it. */
  let reports = 10;
  const send = async ({ id, part }: { readonly id: string; readonly part: ReturnType<typeof orderPart> }) => {
    await shop.run(async (tx) => {
      await tx.run(
        `update argosy.shipment set state = 'booked', status = 'label_ready'
         where organization_id = argosy.tenant() and order_id = $1 and state = 'requested'`,
        [id],
      );
      await tx.run(
        `update argosy.parcel c set tracking_number = 'T' || c.id from argosy.shipment s
         where s.organization_id = argosy.tenant() and s.order_id = $1 and s.state = 'booked'
           and c.organization_id = argosy.tenant() and c.shipment_id = s.id`,
        [id],
      );
    });
    const labels = await shop.run((tx) =>
      tx.rows<{ number: string; lineKey: string; quantity: number }>(
        `select c.tracking_number as number, l.ext_key as "lineKey", sum((i ->> 'quantity')::int)::int as quantity
         from argosy.shipment s
         join argosy.parcel c on c.organization_id = s.organization_id and c.shipment_id = s.id
         cross join lateral jsonb_array_elements(c.items) as i
         join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = (i ->> 'lineId')::uuid
         where s.organization_id = argosy.tenant() and s.order_id = $1 and s.state = 'booked' group by 1, 2`,
        [id],
      ),
    );
    const sent = (key: string) =>
      labels.reduce((sum, { lineKey, quantity }) => (lineKey === key ? sum + quantity : sum), 0);
    const lines = part.lines.map((line) => ({ ...line, fulfilledQuantity: sent(line.key) }));
    const isAll = lines.every((line) => line.fulfilledQuantity === line.orderedQuantity);
    const fulfilments = [...Map.groupBy(labels, ({ number }) => number)].map(([key, units]) => ({
      ...{ key, status: "fulfilled" as const, trackingNumbers: [key] },
      lines: units.map(({ lineKey, quantity }) => ({ lineKey, quantity })),
    }));
    reports += 1;
    const fulfilment = isAll ? "fulfilled" : labels.length > 0 ? "partial" : "unfulfilled";
    await world.store.apply([later(part, reports, { fulfilment, lines, fulfilments })]);
  };
  let packed = 0;
  const pack = async (orderId: string) => {
    const items = await sendRequest(orderId);
    packed += 1;
    const packedAt = new Date(noon.getTime() + packed);
    return shop.run((tx) => recordPacking(tx, { ...by, id: randomUUID(), orderId, packedAt, again: false, items }));
  };
  const toShip = async (id: string) =>
    (
      await shop.run((tx) =>
        tx.one<{ is: boolean }>(
          `select ${UNSHIPPED} and ${OURS_TO_PACK} as is from argosy.sales_order o
           where o.organization_id = argosy.tenant() and o.id = $1`,
          [id],
        ),
      )
    ).is;

  /** Takes the stock of one item away, so that what is promised of it waits. */
  const takeAway = async (variantId: string) => {
    await shop.stock(variantId, 0);
    await shop.run((tx) => takeBackPromises(tx, { variantIds: [variantId], now: by.now }));
  };
  const bringBack = async (variantId: string) => {
    await shop.stock(variantId, 9);
    await shop.run((tx) => serveShortLines(tx, { variantIds: [variantId], now: by.now }));
  };

  return {
    shop,
    world,
    ordered,
    stateOf,
    split,
    splitBy,
    book,
    unitsOf,
    sendRequest,
    pack,
    toShip,
    takeAway,
    bringBack,
    send,
  };
}
