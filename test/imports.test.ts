/** A seller's file, from the upload to the stock a shop shows. */
import { beforeAll, expect, test } from "vitest";
import type { Seller } from "../demo/seller.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { firstSyncDone, testHub, until } from "./support/hub.ts";

let seller: Seller;

const hub = fixture(() => testHub({ MAX_UPLOAD_MB: "1" }));
beforeAll(async () => {
  seller = await hub.seller("files");
});

interface Imported {
  readonly id: string;
  readonly rows: number;
  readonly mapping: Readonly<Record<string, string | null>>;
  readonly check: { readonly state: string; readonly counts: Readonly<Record<string, number>> } | null;
  readonly apply: { readonly state: string; readonly counts: Readonly<Record<string, number>> } | null;
}

/** The seller's own call, with a body that is no JSON. */
async function upload(body: string, type = "text/csv"): Promise<Response> {
  const key = await seller.post<{ key: string }>("/api-keys", { name: "upload", role: "manager" });
  return fetch(`${hub.url}/api/imports?name=products.csv`, {
    method: "POST",
    headers: { authorization: `Bearer ${key.key}`, "content-type": type },
    body,
  });
}

async function worked(id: string, phase: "check" | "apply", body?: object): Promise<Imported> {
  await seller.post(`/imports/${id}/${phase}`, body);
  return until(`the ${phase} to end`, async () => {
    const found = await seller.get<Imported>(`/imports/${id}`);
    if (found[phase]?.state === "failed") throw new Error(JSON.stringify(found[phase]));
    return found[phase]?.state === "done" && found;
  });
}

test("a file's stock is on the shop after upload, mapping, check and apply; what was refused is mended and tried again", async () => {
  const sandbox = await hub.sandbox("shopify");
  for (const sku of ["MUG-1", "MUG-2"])
    sandbox.shop.addProduct({ title: sku, status: "active", variants: [{ sku, price: "1.00", stock: 1 }] });
  await seller.post("/products", { title: "Mug", variants: [{ sku: "MUG-1" }, { sku: "MUG-2" }] });
  // The hub is called right and has never counted these: the shop keeps its numbers until the file gives others.
  const store = await hub.connect(seller, sandbox, "Shop");
  await firstSyncDone(seller, store);

  const answer = await upload("Item;Titel;Lager;Preis\nMUG-1;Mug;40;12,50\nMUG-2;;41;x\nNEW;New;7;3,00\n");
  expect(answer.status).toBe(201);
  const made = (await answer.json()) as Imported;
  expect(made.mapping).toEqual({ Item: null, Titel: null, Lager: null, Preis: null });
  expect((await seller.call("POST", `/imports/${made.id}/check`)).status).toBe(422);
  const mapping = { Item: "sku", Titel: "title", Lager: "stock", Preis: "price" };
  await seller.patch(`/imports/${made.id}`, { mapping, options: { decimal: "comma" } });

  expect((await worked(made.id, "check")).check?.counts).toMatchObject({ rows: 3, create: 1, update: 1, refused: 1 });
  expect(sandbox.shop.stockOf("MUG-1")).not.toBe(40);
  const { apply } = await worked(made.id, "apply", {});
  expect(apply?.counts).toMatchObject({ create: 1, update: 1, refused: 1 });
  await until("the shop shows the file's stock", async () => sandbox.shop.stockOf("MUG-1") === 40);
  const file = await (await seller.call("GET", `/imports/${made.id}/issues/export?phase=apply`)).text();
  expect(file.trimEnd().split("\r\n").slice(1)).toEqual([
    '3,error,Preis,x,"""x"" is not a number. Write digits only, with a decimal comma: 1234,50.",CELL_NUMBER',
  ]);

  await seller.patch(`/imports/${made.id}`, { mapping: { Preis: null } });
  const again = await worked(made.id, "apply", { rows: "failed" });
  expect(again.apply?.counts).toMatchObject({ rows: 1, update: 1, refused: 0 });
  await until("the mended row's stock", async () => sandbox.shop.stockOf("MUG-2") === 41);
  const kinds = await seller.get<{ items: { type: string; status: string }[] }>("/runs?type=import_apply");
  expect(kinds.items.map(({ status }) => status)).toEqual(["done", "done"]);
});

test("an export sent back as it is changes nothing", async () => {
  const exported = await (await seller.call("GET", "/products/export?bom=true")).text();
  const made = (await (await upload(exported)).json()) as Imported;
  expect(Object.values(made.mapping)).not.toContain(null);
  const { apply } = await worked(made.id, "apply", {});
  expect(apply?.counts).toMatchObject({ rows: 3, unchanged: 3, update: 0, create: 0, refused: 0 });
});

test("a file that holds no products is refused with a reason and leaves nothing", async () => {
  const refused = async (body: string, type?: string) => {
    const answer = await upload(body, type);
    return [answer.status, ((await answer.json()) as { code: string }).code];
  };
  const before = await hub.owner.rows("select id from argosy.stored_file order by id");
  expect(await refused("")).toEqual([422, "FILE_EMPTY"]);
  expect(await refused("SKU,Title\n")).toEqual([422, "IMPORT_EMPTY"]);
  expect(await refused("SKU,Title\n".padEnd(3_000_000, "A,B\n"))).toEqual([413, "FILE_TOO_LARGE"]);
  expect(await refused("[]", "application/json")).toEqual([422, "IMPORT_EMPTY"]);
  expect(await hub.owner.rows("select id from argosy.stored_file order by id")).toEqual(before);
});
