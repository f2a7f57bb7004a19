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
