/** For tests: an engine that answers everything as if it had just worked, with the things of a `world`. */

import { buffer } from "node:stream/consumers";
import { money } from "../commerce/money.ts";
import { isRunKind } from "../engine/runs/runs.ts";
import { tableSources } from "../hub/channel-files/rows.ts";
import { HubError } from "../hub/errors.ts";
import { readHere } from "../hub/imports/reader.ts";
import { templateFile, templateItems } from "../hub/listing-drafts/template-read.ts";
import { templateRows } from "../hub/listing-drafts/template-rows.ts";
import type { TerminalPayment } from "../hub/pos/terminal-payments.ts";
import type { Engine } from "./engine-port.ts";

/** As the engine reads it, in this process. */
const templateHere: Engine["files"]["template"] = async ({ bytes }, schema) => {
  const whole = await buffer(bytes);
  const sources = tableSources(async function* () {
    yield whole;
  });
  return templateFile(templateItems(templateRows(sources), schema));
};

/** `ids` are those of a world; asked for when they are needed, for the hub is built before its world. */
export function exampleEngine(ids: () => Readonly<Record<string, string>>): Partial<Engine> {
  const idOf = (name: string): string => {
    const id = ids()[name];
    if (id === undefined) throw new Error(`The world has no ${name}.`);
    return id;
  };
  const done = async () => ({});
  return {
    receive: async () => ({ status: 200 }),
    connections: {
      begin: async () => ({ connectionId: idOf("storeId"), step: "ready" }),
      openDraft: async () => ({
        connectionId: idOf("storeId"),
        webhookUrls: {},
        webhookSecret: "secret",
        callbackUrl: "https://hub.example.test/callback",
        expiresAt: new Date("2030-01-01"),
      }),
      complete: async () => ({ isChoiceOpen: false, connectionId: idOf("storeId") }),
      tryOut: async () => ({
        reads: [{ name: "reads.orders", count: 1, records: [{ raw: {}, mapped: {}, problems: [] }], problem: null }],
        writes: [{ name: "writes.stock.set", request: null, problem: null }],
      }),
      accounts: async () => ({
        accounts: [{ externalId: "account-1", name: "Shop", country: null, connection: null }],
        expiresAt: null,
      }),
      choose: async () => ({ connectionIds: [idOf("storeId")] }),
      test: async () => ({ ok: true }),
      disconnect: async () => ({ leftOnPlatform: [], isRetried: false, openOrders: 0 }),
      refresh: done,
      setSecrets: done,
      newSecret: async () => ({ webhookSecret: "secret" }),
      health: async () => ({
        breaker: { state: "closed", failures: 0 },
        limits: [
          {
            id: "calls",
            operations: null,
            used: 1.5,
            most: 20,
            perSecond: 10,
            freeAt: new Date("2026-11-20T07:00:00Z"),
            pausedUntil: null,
            waiting: 0,
          },
        ],
        credentials: [],
        canReceiveWebhooks: true,
        webhookUrls: { "": "https://hub.example.test/x" },
      }),
    },
    explore: {
      providers: () => [{ provider: "acme", name: "Acme" }],
      running: async () => [
        {
          id: idOf("storeId"),
          provider: "acme",
          name: "Acme",
          state: "active",
          startedAt: new Date("2026-11-20T07:00:00Z"),
          isRunning: true,
        },
      ],
      start: async () => idOf("storeId"),
      order: async () => ({ key: "1", number: "1", total: "19.90", currency: "USD", lines: [] }),
      end: async () => undefined,
    },
    runs: { start: async ({ kind }) => startedRun(kind, idOf("runs")), cancel: done, retry: done },
    services: {
      validateDiscount: async () => ({
        valid: true,
        code: "SPRING",
        title: "Spring",
        kind: "amount",
        discount: money(100n, "USD"),
        warnings: [],
      }),
      checkBasket: async ({ basket }) => ({
        lines: basket.lines.map(({ key }) => ({ key, discounts: [], discountMinor: 0n })),
        applied: [],
        refused: [],
        goodsMinor: 0n,
        shippingMinor: 0n,
        customerId: null,
      }),
      giftCardBalance: async () => ({ balance: money(100n, "USD"), state: "active" }),
      giveBackGiftCard: async () => ({ transactionKey: "t-2", balance: money(100n, "USD") }),
      for: async () => ({
        availability: [{ name: "products.find", isSupported: true, why: null }],
        findProducts: async () => [],
        findOrder: async () => null,
        listDocuments: async () => [],
        readDocument: async () => new Uint8Array([37, 80, 68, 70]),
        findCustomer: async () => null,
      }),
      redeemGiftCard: async () => ({ transactionKey: "t-1", balance: money(90n, "USD") }),
    },
    terminals: {
      keep: async ({ provider, reader, asksTip }) => ({
        ...{ provider, reader, asksTip, readerName: "Front desk", updatedAt: new Date("2026-11-20T07:00:00Z") },
      }),
      charge: async ({ id, amountMinor }) => terminalPayment({ id, amountMinor, registerId: idOf("registerId") }),
      look: async ({ id }) => terminalPayment({ id, registerId: idOf("registerId") }),
      cancel: async ({ id }) => terminalPayment({ id, state: "cancelled", registerId: idOf("registerId") }),
      refund: async ({ id, of }) => terminalPayment({ id, ofId: of, registerId: idOf("registerId") }),
    },
    listings: {
      readCategories: async () => ({ categories: 1 }),
      suggest: async () => ["20697"],
      readSchema: async () => ({ changes: null }),
    },
    adSpend: {
      sync: async ({ span = { from: "2026-11-21", to: "2026-11-21" } }) => ({
        span,
        accounts: [
          {
            accountId: idOf("storeId"),
            accountName: "Northwind",
            state: "read",
            text: "",
            days: 1,
            campaigns: 2,
            spend: "5339.5",
            currency: "INR",
          },
        ],
      }),
    },
    couriers: {
      rates: async () => ({
        items: [
          {
            courierId: idOf("courierId"),
            courierName: "Parcel desk",
            text: "",
            offers: [{ service: "std", serviceName: "Standard", carrier: "UPS", price: money(550n, "USD"), days: 3 }],
          },
        ],
        proposed: {
          courierId: idOf("courierId"),
          offer: { service: "std", serviceName: "Standard", carrier: "UPS", price: money(550n, "USD"), days: 3 },
          chosenBy: { ruleId: idOf("automations") },
          why: "The cheapest rate is used.",
          whySaid: [{ code: "shipment.why.cheapest" }],
        },
      }),
      quote: async () => ({
        state: "chosen",
        courierId: idOf("courierId"),
        offer: { service: "std", serviceName: "Standard", carrier: "UPS", price: money(550n, "USD"), days: 3 },
        chosenBy: { ruleId: idOf("automations") },
        why: "The cheapest rate is used.",
        whySaid: [{ code: "shipment.why.cheapest" }],
        text: "",
        textTold: null,
        lacks: [],
      }),
      choose: async () => ({
        connectionId: idOf("courierId"),
        service: "std",
        serviceName: "Standard",
        price: undefined,
        chosenBy: { ruleId: idOf("automations") },
      }),
      handOver: async ({ shipmentIds }) => ({
        manifestId: idOf("manifestId"),
        number: "M-1",
        shipmentIds,
        leftOut: [],
      }),
      askPickup: async ({ earliest, latest }) => ({
        id: idOf("pickupId"),
        locationId: idOf("locationId"),
        earliest,
        latest,
        parcels: 1,
        state: "arranged",
        key: "P-1",
        text: "",
        textTold: null,
        createdAt: new Date(),
      }),
      actionsOf: async () => ["reattempt"],
      act: async () => ({ isAccepted: true, text: "Taken." }),
      takesCorrections: async () => true,
      correct: async () => ({ isAccepted: true, text: "Taken." }),
    },
    files: {
      kinds: async () => ({ imports: [{ kind: "orders", label: "Orders", help: "there" }] }),
      receive: async () => ({
        file: {
          id: idOf("fileId"),
          storeId: idOf("storeId"),
          kind: "orders",
          name: "orders.csv",
          fileId: null,
          run: null,
          requestedBy: "ana",
          createdAt: new Date("2026-11-20T07:00:00Z"),
        },
        isDuplicate: false,
      }),
      importReader: () => readHere,
      template: templateHere,
      takeStock: async () => ({
        id: idOf("fileId"),
        name: "stock.csv",
        lines: 1,
        takenBy: "ana",
        takenAt: new Date("2026-11-20T07:00:00Z"),
        confirmedAt: null,
      }),
      stockCsv: async () => ({ name: "stock.csv", text: "SKU\n" }),
    },
    inbox: { replay: done },
    push: async ({ items }) => items.map(() => ({ outcome: "accepted", problems: [] })),
    settleStock: async ({ listingIds }) => ({ settled: new Set(listingIds), bundles: new Set() }),
    createProducts: async ({ productListingIds }) => productListingIds.map((id) => ({ id, ok: true })),
  };
}

function terminalPayment(
  reported: Partial<TerminalPayment> & Pick<TerminalPayment, "id" | "registerId">,
): TerminalPayment {
  return {
    ...{ ofId: null, amountMinor: 100n, currency: "USD", state: "waiting", paidMinor: null, tipMinor: 0n, card: "" },
    ...{ reason: null, text: "", createdAt: new Date("2026-11-20T07:00:00Z") },
    ...reported,
  };
}

/** Kinds are the engine's: one it does not know is refused here too. */
function startedRun(kind: string, id: string): { readonly id: string } {
  if (!isRunKind(kind)) throw new HubError("RUN_KIND", "validation", `There is no run of kind "${kind}".`, "type");
  return { id };
}
