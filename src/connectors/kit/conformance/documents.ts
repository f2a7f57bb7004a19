/** Documents of orders: the hub's invoices sent once each, and those of the platform listed and read. */
import { expect } from "vitest";
import type { OrderPart } from "../../../commerce/order.ts";
import type { Json } from "../../../commerce/product.ts";
import { ConnectorError } from "../contract/errors.ts";
import type { CommandResult, OrderDocuments } from "../contract/ports.ts";
import { sendDocument } from "../testing/documents.ts";
import { Unsupported } from "./bench.ts";
import { type Case, expectMessages } from "./case.ts";
import { type CommandBench, withCommands } from "./commands.ts";

interface DocumentBench extends CommandBench {
  readonly documents: OrderDocuments;
  namesOf(part: OrderPart): readonly string[];
  send(part: OrderPart, attempt?: { readonly uncertain: boolean }): Promise<CommandResult>;
}

const FILE_NAME = "INV-26-0001-3f2a9c1b.pdf";
const PDF = Buffer.from("%PDF-1.4\n\xff\x00an invoice\n%%EOF", "latin1");

function withDocuments(run: (bench: DocumentBench) => Promise<void>): Case["run"] {
  return withCommands(async (bench) => {
    const { connection, orders, shop } = bench;
    const { documents } = orders;
    if (!documents) throw new Unsupported("the channel takes no documents of orders");
    const { documentsOf } = shop;
    if (!documentsOf) throw new Unsupported("the sandbox does not tell the documents of orders");
    const saved = new Map<string, Json>();
    await run({
      ...bench,
      documents,
      namesOf: ({ orderKey }) => documentsOf(orderKey).map(({ fileName }) => fileName),
      send: (part, { uncertain } = { uncertain: false }) =>
        sendDocument(connection, part, {
          document: { kind: "invoice", number: "INV/26/0001", fileName: FILE_NAME, pdf: PDF },
          uncertain,
          saved,
        }),
    });
  });
}

export const documentCases: readonly Case[] = [
  {
    name: "documents: an invoice reaches the platform byte for byte, once, however often it is sent",
    run: withDocuments(async ({ connector, shop, place, send, namesOf }) => {
      const part = await place();
      for (const uncertain of [false, false, true]) {
        const result = await send(part, { uncertain });
        expect(result.state).toBe("done");
        if (result.state === "done") expectMessages(connector, [result.text]);
        expect(namesOf(part)).toEqual([FILE_NAME]);
      }
      expect(Buffer.from(shop.documentsOf?.(part.orderKey)[0]?.content ?? [])).toEqual(PDF);
    }),
  },
  ...(["drop_after_commit", "truncate"] as const).map(
    (fault): Case => ({
      name: `documents: an invoice whose answer ${fault === "truncate" ? "nobody can read" : "is lost"} is found and not sent again`,
      ...(fault === "truncate" && { damages: true as const }),
      run: withDocuments(async ({ sandbox, place, send, namesOf }) => {
        const part = await place();
        sandbox.faults.add({ fault: { kind: fault }, times: 1, write: true });
        const failure = await send(part).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(ConnectorError);
        sandbox.faults.clear();
        expect(await send(part, { uncertain: true })).toMatchObject({ state: "done" });
        expect(namesOf(part)).toEqual([FILE_NAME]);
      }),
    }),
  ),
  {
    name: "documents: an invoice that never arrived is sent by the next attempt",
    run: withDocuments(async ({ sandbox, place, send, namesOf }) => {
      const part = await place();
      sandbox.faults.add({ fault: { kind: "drop_before" }, times: 1, write: true });
      await send(part).catch((error: unknown) => expect(error).toBeInstanceOf(ConnectorError));
      sandbox.faults.clear();
      expect(await send(part, { uncertain: true })).toMatchObject({ state: "done" });
      expect(namesOf(part)).toEqual([FILE_NAME]);
    }),
  },
  {
    name: "documents: what the platform put with an order is listed and read, and that of another order is not",
    run: withDocuments(async ({ shop, connection, documents, place }) => {
      const { addDocument } = shop;
      if (!addDocument) throw new Unsupported("the platform puts no documents with orders");
      const [part, other] = [await place(), await place()];
      const content = Buffer.from("%PDF-1.4\n\xfea delivery bill", "latin1");
      const key = addDocument(part.orderKey, { fileName: "delivery.pdf", content });
      const theirs = addDocument(other.orderKey, { fileName: "other.pdf", content });
      const { orderKey } = part;
      expect(await documents.list(orderKey, connection.ctx)).toMatchObject([{ key, fileName: "delivery.pdf" }]);
      expect(Buffer.from((await documents.read({ orderKey, key }, connection.ctx)) ?? [])).toEqual(content);
      for (const unknown of [theirs, `${key},${theirs}`, "987654321"])
        expect(await documents.read({ orderKey, key: unknown }, connection.ctx)).toBeNull();
    }),
  },
  {
    name: "documents: one the platform refuses is told as refused, and not as sent",
    run: withDocuments(async ({ connector, shop, place, send, namesOf }) => {
      const { refuseDocuments } = shop;
      if (!refuseDocuments) throw new Unsupported("the platform refuses no documents");
      const part = await place();
      refuseDocuments();
      const result = await send(part);
      expect(result.state).toBe("rejected");
      if (result.state === "rejected") expectMessages(connector, [result.text]);
      expect(namesOf(part)).toEqual([]);
    }),
  },
];
