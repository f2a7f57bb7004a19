import fc from "fast-check";
import { expect, test } from "vitest";
import type { CatalogItem } from "./catalog-item.ts";
import { folded, searchIndex } from "./search-index.ts";
import { numberedItem } from "./testing.ts";

const texts = ["red", "Blue", "café", "ab-12", "shirt", "shoe", "أحمر", "12"];
const title = fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 4 }).map((each) => each.join(" "));
const naive = (items: readonly CatalogItem[], typed: string) =>
  items.filter((each) => {
    const own = folded(`${each.title} ${each.sku} ${each.barcode}`).match(/[\p{L}\p{N}]+/gu) ?? [];
    const requests = folded(typed).match(/[\p{L}\p{N}]+/gu) ?? [];
    return requests.every((word) => own.some((mine) => mine.startsWith(word)));
  });

test("the index finds the items that a search through all of them finds, also after changes", () => {
  fc.assert(
    fc.property(
      fc.array(title, { minLength: 1, maxLength: 30 }),
      fc.array(title, { maxLength: 10 }),
      fc.array(fc.constantFrom("r", "sh", "cafe", "AB", "ab-1", "12", "احم", "red sh", "sku 1"), {
        minLength: 1,
        maxLength: 4,
      }),
      (first, later, requested) => {
        const items = new Map(first.map((each, n) => [`v${n}`, numberedItem(n, each)]));
        const index = searchIndex([...items.values()]);
        for (const [n, each] of later.entries()) {
          const changed = numberedItem(n * 2, each);
          items.set(changed.variantId, changed);
          index.change([changed], n % 3 === 0 ? [`v${n * 2 + 1}`] : []);
          if (n % 3 === 0) items.delete(`v${n * 2 + 1}`);
          if (n === 5) index.settle();
        }
        for (const typed of requested) {
          const found = index.find(typed, 1_000).map(({ variantId }) => variantId);
          expect(found.sort()).toEqual(
            naive([...items.values()], typed)
              .map(({ variantId }) => variantId)
              .sort(),
          );
        }
        expect(index.size).toBe(items.size);
      },
    ),
  );
});

test("a code is found as a whole, by barcode before SKU, and a former code is not", () => {
  const index = searchIndex([numberedItem(1, "Soap"), numberedItem(2, "Lamp", { sku: "400000000001" })]);
  expect(index.byCode("400000000001")?.title).toBe("Soap");
  expect(index.byCode("sku-1")?.title).toBe("Soap");
  index.change([numberedItem(1, "Soap", { barcode: "012345678905" })], []);
  expect(index.byCode("0012345678905")?.title).toBe("Soap");
  index.change([numberedItem(1, "Soap", { barcode: "012345000065" })], []);
  expect(index.byCode("01234565")?.title, "a UPC of eight digits").toBe("Soap");
  index.change([numberedItem(1, "Soap", { barcode: "01234565" })], []);
  expect(index.byCode("0012345000065")?.title, "and of twelve").toBe("Soap");
  index.change([numberedItem(1, "Soap", { barcode: "77" })], []);
  expect(index.byCode("77")?.title).toBe("Soap");
  expect(index.byCode("400000000001")?.title).toBe("Lamp");
});

test("an item whose SKU or title is what was typed comes first", () => {
  const index = searchIndex([
    numberedItem(1, "Big soap"),
    numberedItem(2, "Soap dish"),
    numberedItem(3, "Soap"),
    numberedItem(4, "x", { sku: "soap" }),
  ]);
  expect(index.find("soap", 10).map(({ variantId }) => variantId)).toEqual(["v4", "v3", "v2", "v1"]);
});

test("an item whose title and SKU both begin as typed is ranked by its title, also when renamed", () => {
  const index = searchIndex([
    numberedItem(1, "Lamp", { sku: "SOAP-1" }),
    numberedItem(2, "Soap bar", { sku: "SOAP-2" }),
    numberedItem(3, "Bar", { sku: "B" }),
  ]);
  const found = () => index.find("soap", 10).map(({ variantId }) => variantId);
  expect(found()).toEqual(["v2", "v1"]);
  index.change([numberedItem(3, "Soap dish", { sku: "B" })], []);
  expect(found().slice(0, 2).sort()).toEqual(["v2", "v3"]);
  index.change([], ["v2"]);
  expect(found()).toEqual(["v3", "v1"]);
});
