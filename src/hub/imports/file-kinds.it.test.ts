import { describe, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { listVariants } from "../catalog/index.ts";
import { createFiles } from "../files/files.ts";
import { NOON } from "../listings/samples.ts";
import { getImport, rereadImport } from "./imports.ts";
import { requireEncoding } from "./mapping.ts";
import { readHere } from "./reader.ts";
import { importing } from "./samples.ts";

const db = fixture(testDatabase);
const file = fixturePerTest(() => importing(db));
const variant = async (sku: string) => (await file.inside((tx) => listVariants(tx, { sku }))).items[0];

describe("a file", () => {
  test("a file in an uncertain code page is not written before a person has chosen it, with a preview", async () => {
    // "SKU;T" and two Hebrew letters that are Cyrillic ones as well.
    const bytes = Uint8Array.from([...Buffer.from("SKU;T\nA;"), 0xe9, 0xf1, 0x0a]);
    const made = await file.upload(bytes);
    expect(made.shape.isUnsure).toBe(true);
    expect(() => requireEncoding(made.shape)).toThrow(/Compare the preview/);
    const deps = { db: db.database, files: createFiles(db.database), reader: readHere };
    await rereadImport(deps, file.here, { id: made.id, encoding: "windows-1255", now: NOON });
    const chosen = await file.inside((tx) => getImport(tx, made.id));
    expect([chosen.shape.encoding, chosen.shape.isUnsure, chosen.sample, chosen.mapping, chosen.notices]).toEqual([
      "windows-1255",
      undefined,
      [["A", "יס"]],
      made.mapping,
      [],
    ]);
    requireEncoding(chosen.shape);
  });

  test("a file with Published and Status is active where both say so, and the match says that", async () => {
    const text =
      "Handle,Title,Vendor,Published,Variant SKU,Variant Price,Status\nd1,Draft shown,Acme,TRUE,ST-1,9.00,draft\na1,Archived shown,Acme,TRUE,ST-2,9.00,archived\nx1,Active hidden,Acme,FALSE,ST-3,9.00,active\ns1,Shown,Acme,TRUE,ST-4,9.00,active\n";
    const made = await file.upload(text);
    expect(made.notices.map(({ code }) => code)).toEqual(["import.activeTwice"]);
    await file.apply(text);
    const rows = await file.inside((tx) =>
      tx.rows<{ title: string; active: boolean }>(
        "select title, active from product where organization_id = argosy.tenant() and brand = 'Acme' order by title",
      ),
    );
    expect(rows).toEqual([
      { title: "Active hidden", active: false },
      { title: "Archived shown", active: false },
      { title: "Draft shown", active: false },
      { title: "Shown", active: true },
    ]);
  });

  test("variations that name their parent by its row's number belong together", async () => {
    const { counts, issues } = await file.apply(
      'ID,Type,SKU,Name,Parent,Attribute 1 name,Attribute 1 value(s),Regular price\n101,variable,,Robe,,Size,"S, M",\n102,variation,ROBE-S,Robe - S,id:101,Size,S,9.00\n103,variation,ROBE-M,Robe - M,id:101,Size,M,9.00\n',
    );
    expect([issues, counts["refused"] ?? 0]).toEqual([[], 0]);
    expect([await variant("ROBE-S"), await variant("ROBE-M")]).toMatchObject([
      { productTitle: "Robe" },
      { productTitle: "Robe" },
    ]);
  });
});
