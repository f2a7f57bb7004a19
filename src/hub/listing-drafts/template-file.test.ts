import { expect, test } from "vitest";
import type { ListingSchema } from "../../commerce/listing/schema.ts";
import { templateCsv } from "./template-file.ts";
import { templateFile, templateItems } from "./template-read.ts";

const schema: ListingSchema = {
  version: "1",
  mostVariants: 10,
  fields: [
    {
      ...{ key: "leadTime", code: "leadtime-to-ship", name: "Days until shipping" },
      ...{ kind: "number", need: "optional", scope: "product" },
    },
  ],
};

test("a field the channel calls otherwise stands under the channel's name in its file, and is read by either", async () => {
  async function* noDrafts() {
    yield [];
  }
  let text = "";
  for await (const piece of templateCsv(schema, noDrafts())) text += piece;
  expect(text.trimEnd().split("\r\n").at(-1)).toBe("sku,leadtime-to-ship");
  for (const head of ["leadtime-to-ship", "leadTime"]) {
    async function* rows() {
      yield { sheet: "Template", row: 1, cells: ["sku", head] };
      yield { sheet: "Template", row: 2, cells: ["MUG-1", "3"] };
    }
    const { lines } = await templateFile(templateItems(rows(), schema));
    expect(lines).toMatchObject([{ values: { leadTime: ["3"] } }]);
  }
});

test("fields of the offer and attributes with one name stand apart in the file, and each is read back", async () => {
  const field = (key: string, name: string, code?: string) => ({
    ...({ key, name, code, kind: "text", need: "optional", scope: "product" } as const),
  });
  const shared: ListingSchema = {
    ...schema,
    fields: [
      ...[field("barcode", "Barcode of the offer", "product-id"), field("condition", "Condition", "state")],
      ...[field("attribute:barcode", "Barcode on the box"), field("attribute:state", "State of matter")],
    ],
  };
  async function* noDrafts() {
    yield [];
  }
  let text = "";
  for await (const piece of templateCsv(shared, noDrafts())) text += piece;
  const heads = text.trimEnd().split("\r\n").at(-1)?.split(",") ?? [];
  expect(heads).toEqual(["sku", "product-id", "condition", "attribute:barcode", "attribute:state"]);
  const read = async (head: readonly string[], cells: readonly string[]) => {
    async function* rows() {
      yield { sheet: "Template", row: 1, cells: [...head] };
      yield { sheet: "Template", row: 2, cells: [...cells] };
    }
    return (await templateFile(templateItems(rows(), shared))).lines;
  };
  expect(await read(heads, ["MUG-1", "a", "b", "c", "d"])).toMatchObject([
    { values: { barcode: ["a"], condition: ["b"], "attribute:barcode": ["c"], "attribute:state": ["d"] } },
  ]);
  // In the marketplace's own file `state` is the attribute's code.
  expect(await read(["sku", "product-id", "state"], ["MUG-1", "a", "solid"])).toMatchObject([
    { values: { barcode: ["a"], "attribute:state": ["solid"] } },
  ]);
});
