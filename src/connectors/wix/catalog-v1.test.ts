/** A site on Catalog V1 with an API key keeps the same promises as one on V3 with an app. */
import { describe, it } from "vitest";
import { startOldSite } from "../../sandboxes/wix/index.ts";
import { type BenchOptions, Unsupported } from "../kit/conformance/bench.ts";
import type { Case } from "../kit/conformance/case.ts";
import { CASES, runCase } from "../kit/conformance/suite.ts";
import { createSpecCounter, specsDir } from "../kit/testing/specs.ts";
import { connector } from "./index.ts";
import { makeSpecValidator } from "./spec.ts";

const dir = specsDir();
const counter = dir ? createSpecCounter(makeSpecValidator(dir)) : null;

const options: BenchOptions = {
  connector,
  startSandbox: startOldSite,
  sizes: { products: 230, orders: 230 },
  best: {
    stockCalls: 14,
    why: "A hundred products a read, three hundred items an increment (specs: Paging.limit, incrementData).",
  },
  golden: {
    order: { currency: "EUR" },
    lacks: {
      "product.barcode": "Catalog V1 has no field for one (specs: stores-catalog-v1 knows SKU alone).",
      "product.compareAt":
        "A discount of Catalog V1 belongs to the product: a variant has price alone (specs: VariantOverride).",
      "product.dimensions": "Catalog V1 knows one package a product, not a variant's: it is left as it is.",
      "product.weight": "Weights are kilograms or pounds; a site on Catalog V1 tells which with its first order alone.",
    },
  },
};
/** With every exchange held against the description; those that a case damages are not held against it. */
const watchedIn = ({ damages }: Case): BenchOptions =>
  counter ? { ...options, onExchange: (exchange) => counter.see(exchange, damages) } : options;

/** Orders, payments and everything around them are the same calls on both catalogs, and tested there. */
const OF_THE_CATALOG = /^(auth|products|stock|prices)/;
/** A key never expires; an option has a hundred choices at most. */
const NOT_HERE = /(find the token expired|a product of 120 variants)/;

describe("a site on Catalog V1", () => {
  for (const one of CASES.filter(({ name }) => OF_THE_CATALOG.test(name) && !NOT_HERE.test(name))) {
    it(one.name, async (test) => {
      try {
        await runCase(one, watchedIn(one));
      } catch (error) {
        if (error instanceof Unsupported) return test.skip(`unsupported: ${error.message}`);
        throw error;
      }
    });
  }

  it.skipIf(!counter)("a call to a site on Catalog V1 fits the official description", ({ expect }) => {
    expect([...(counter?.counts.problems ?? [])].slice(0, 30)).toEqual([]);
  });
});
