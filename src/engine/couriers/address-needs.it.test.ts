/** What a courier needs of an address is known before it is asked anything. */
import { expect, test } from "vitest";
import { message } from "../../commerce/message.ts";
import { fakeCourier, shippingWorld } from "../outbound/testing-shipments.ts";

test("a courier is not asked for a price while an address lacks what it needs, and names all that is missing [G1]", async () => {
  const courier = fakeCourier();
  const { shipments } = courier.ports;
  if (!shipments) throw new Error("The courier books nothing.");
  let requests = 0;
  const ports = {
    ...courier.ports,
    shipments: {
      ...shipments,
      lacks: ({ to, from }: Parameters<NonNullable<typeof shipments.lacks>>[0]) => [
        ...(to.phone ? [] : [{ field: "to.phone" as const, text: message("shipment.why.noOffer") }]),
        ...(from.address.city ? [] : [{ field: "from.city" as const, text: message("shipment.why.noOffer") }]),
      ],
    },
    rates: {
      async quote() {
        requests += 1;
        const price = { minor: 550n, currency: "USD" };
        return { offers: [{ service: "std", serviceName: "Standard", carrier: "UPS", price, days: 2 }], text: "" };
      },
    },
  };
  await using world = await shippingWorld({ ...courier, ports });
  const [orderId = ""] = await world.orders(1);
  const parcels = [{ weightGrams: 500, lengthMm: 200, widthMm: 150, heightMm: 100 }];
  const input = { organization: world.organization, orderId, parcels };
  const quote = () => world.engine.couriers.quote({ ...input, request: { courierId: world.store } });

  expect(await quote()).toMatchObject({ state: "none", lacks: [{ field: "to.phone" }] });
  const { items } = await world.engine.couriers.rates(input);
  expect(items).toMatchObject([{ offers: [], text: expect.stringMatching(/./) }]);
  expect(requests).toBe(0);

  await world.db.owner.run(
    `update argosy.sales_order set shipping_address = shipping_address || '{"phone":"+201000000001"}' where id = $1`,
    [orderId],
  );
  expect(await quote()).toMatchObject({ state: "chosen", offer: { service: "std" }, lacks: [] });
  expect(requests).toBe(1);
});
