import type { OrderFulfilment } from "../../commerce/order.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { listAlerts } from "../alerts/alerts.ts";
import { reportedBefore, saveUnreported } from "../orders/done-commands.ts";
import { announceOrdersChanged } from "../orders/notify-changed.ts";
import { readCommand } from "../orders/stored-command.ts";
import { actor, later, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { LEFT_TO_PACK } from "../orders/to-ship.ts";
import { beginCall, markBooked } from "./booking.ts";
import { markCancelled } from "./cancelling.ts";
import { cancelShipment } from "./decide.ts";
import { packLines } from "./pack.ts";
import { requestShipment } from "./request.ts";
import { shipmentRows } from "./shipment-row.ts";

export const by = { actor, now: noon };
const ADDRESS = { name: "Ada", line1: "1 Long Street", city: "Giza", country: "EG" };

export interface Command {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly input: {
    readonly trackingNumbers: readonly string[];
    readonly lines?: unknown;
    readonly fulfilmentKey?: string;
  };
}

/** A parcel as the channel shows it. */
export const parcel = (number: string, quantity: number): OrderFulfilment => ({
  key: `f-${number}`,
  status: "fulfilled",
  trackingNumbers: [number],
  lines: [{ lineKey: "1", quantity }],
});

export const sent = (commands: readonly Command[]) =>
  commands.map(({ kind, state, input }) => [kind, state, ...input.trackingNumbers]);

export function labelShop() {
  const db = fixture(testDatabase);
  const shop = fixture(() => testShop(db));
  const store = fixture(async () => {
    const made = await shop.newStore();
    await made.list(await shop.newVariant(), "v");
    return made;
  });
  const courier = fixture(async () => {
    await shop.run((tx) =>
      tx.run(
        `update argosy.location set address = '{"line1":"1 Dock","city":"Cairo","country":"EG"}'
         where organization_id = argosy.tenant()`,
      ),
    );
    const { id } = await shop.run((tx) =>
      tx.one<{ id: string }>(
        `insert into argosy.connection (organization_id, kind, provider, code, name, state, webhook_key)
         values (argosy.tenant(), 'logistics', 'fakecourier', 'c', 'DHL', 'active', 'c') returning id`,
      ),
    );
    return { id };
  });

  let made = 0;

  /** An order of a channel, of so many units of one item. */
  async function newOrder(quantity: number) {
    made += 1;
    const part = orderPart(`told-${made}`, {
      shippingAddress: ADDRESS,
      lines: [orderLine({ key: "1", variantKey: "v", quantity })],
    });
    const [applied] = await store.apply([part]);
    const id = applied?.orderId ?? "";
    let reports = 0;
    const left = async () => (await shop.run((tx) => packLines(tx, id))).map((line) => line.left);
    const commands = () =>
      shop.run((tx) =>
        tx.rows<Command>(
          `select id, kind, state, input from argosy.command where organization_id = argosy.tenant() and order_id = $1
           order by seq`,
          [id],
        ),
      );
    return {
      id,
      left,
      commands,
      isToShip: async () =>
        (
          await shop.run((tx) =>
            tx.one<{ is: boolean }>(`select ${LEFT_TO_PACK} as is from argosy.sales_order o where o.id = $1`, [id]),
          )
        ).is,
      /** Requests a label for some of its units, and books it: units in parcels under their numbers. */
      async book(
        units: Readonly<Record<string, number>>,
        {
          fulfilWhen = "booked",
          meanwhile,
        }: { fulfilWhen?: "booked" | "picked_up"; meanwhile?: (tx: Tx, id: string) => Promise<void> } = {},
      ) {
        const [line] = await shop.run((tx) => packLines(tx, id));
        const numbers = Object.keys(units);
        return shop.run(async (tx) => {
          const shipmentId = await requestShipment(tx, {
            orderId: id,
            connectionId: courier.id,
            parcels: Object.values(units).map((quantity) => ({
              ...{ weightGrams: 500, lengthMm: 200, widthMm: 150, heightMm: 100 },
              items: [{ lineId: line?.id ?? "", quantity }],
            })),
            fulfilWhen,
            notifyCustomer: false,
            idempotencyKey: numbers.join(),
            ...by,
          });
          const [row] = await shipmentRows(tx, [shipmentId]);
          if (!row) throw new Error("It was not requested.");
          await beginCall(tx, row, by);
          await meanwhile?.(tx, shipmentId);
          const parcels = row.parcels.map(({ reference }, n) => ({
            ...{ reference, trackingNumber: numbers[n] ?? "", key: numbers[n] ?? "" },
          }));
          const booked = { key: numbers.join(), carrier: "DHL", parcels };
          await markBooked(tx, row, { booked, needsLabel: false, courier: "DHL", ...by });
          return shipmentId;
        });
      },
      /** The channel tells the order with these parcels. */
      async report(fulfilled: number, fulfilments: readonly OrderFulfilment[]) {
        reports += 1;
        await store.apply([
          later(part, reports, {
            fulfilment: fulfilled === quantity ? "fulfilled" : "partial",
            lines: [orderLine({ key: "1", variantKey: "v", quantity, fulfilledQuantity: fulfilled })],
            fulfilments,
          }),
        ]);
      },
      /** The channel does the last command and reports nothing of it. */
      async done(nth = -1) {
        const command = (await commands()).at(nth);
        if (!command) throw new Error("Nothing was requested.");
        await shop.run(async (tx) => {
          const before = await reportedBefore(tx, id);
          await tx.run("update argosy.command set state = 'done', due_at = null where id = $1", [command.id]);
          await saveUnreported(tx, {
            commandId: command.id,
            orderId: id,
            command: readCommand(command.kind, command.input as never),
            part: undefined,
            reportedBefore: before,
            shipped: null,
            ...by,
          });
          await announceOrdersChanged(tx, [{ id, storeId: store.id }]);
        });
      },
    };
  }

  /** The courier cancels it. */
  async function cancelled(shipmentId: string): Promise<void> {
    await shop.run((tx) => cancelShipment(tx, shipmentId, by));
    await shop.run(async (tx) => {
      const [row] = await shipmentRows(tx, [shipmentId]);
      if (row) await markCancelled(tx, row, by);
    });
  }

  const outdated = async (orderId: string) =>
    (await shop.run((tx) => listAlerts(tx, { state: "open", now: noon }))).items
      .filter(({ kind, subjectId }) => kind === "tracking_outdated" && subjectId === orderId)
      .map(({ text }) => text);
  return { shop, store, newOrder, cancelled, outdated };
}
