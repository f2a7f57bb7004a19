import { expect, test } from "vitest";
import { indianDraft, openShipment } from "../kit/testing/courier.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { openAccount } from "./testing.ts";

test("a remittance has been paid once a transfer is named; its date alone is none", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  await openShipment(connection, indianDraft("ARG-1"));
  await openShipment(connection, indianDraft("ARG-2", { payment: "prepaid" }));
  const numbers = sandbox.shop.parcels().map(({ trackingNumber }) => trackingNumber);
  const pull = () => portOf(connection, "remittance").pull(numbers, connection.ctx);
  expect(await pull()).toEqual([
    { trackingNumber: numbers[0], amount: { minor: 49_900n, currency: "INR" }, paid: null },
  ]);
  must([...sandbox.state.shipments.values()][0]).utr = "UTR000000001";
  expect(await pull()).toMatchObject([{ paid: { reference: "UTR000000001", at: "2026-11-30" } }]);
});

test("a bill is read entry by entry, net and gross, credits below zero; unlisted numbers are left out", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  await openShipment(connection, indianDraft("ARG-1"));
  const [parcel] = sandbox.shop.parcels();
  sandbox.shop.scanWord(must(parcel).trackingNumber, "cancelled");
  const reported = await portOf(connection, "charges").pull(
    [must(parcel).trackingNumber, "MISSING001"],
    connection.ctx,
  );
  expect(reported).toHaveLength(1);
  expect(must(reported[0]).entries.map(({ key, net, gross }) => [key, net.minor, gross.minor])).toEqual([
    ["shipment_debit:debit:1", 7570n, 8933n],
    ["platform_fee:debit:1", 847n, 999n],
    ["shipment_debit:credit:1", -7570n, -8933n],
  ]);
});

test("five calls a minute are kept to by waiting, not by being refused", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  for (let call = 0; call < 8; call += 1)
    await portOf(connection, call % 2 === 0 ? "charges" : "remittance").pull(["1"], connection.ctx);
  expect(sandbox.calls.filter(({ status }) => status === 429)).toEqual([]);
});
