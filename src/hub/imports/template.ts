import type { Table } from "../table-files/table.ts";
import { FIELDS } from "./fields.ts";

/** Columns of a plain list of products, each with what its first row may say; more is offered where columns are matched. */
const COLUMNS: Readonly<Record<string, readonly [first: string, second: string]>> = {
  handle: ["linen-shirt", "linen-shirt"],
  title: ["Linen shirt", ""],
  descriptionHtml: ["<p>Washed linen.</p>", ""],
  brand: ["Nile Linen", ""],
  categories: ["Clothing > Shirts", ""],
  tags: ["summer, linen", ""],
  sku: ["SHIRT-M", "SHIRT-L"],
  barcode: ["", ""],
  "optionName:1": ["Size", "Size"],
  "optionValue:1": ["M", "L"],
  price: ["39.90", "39.90"],
  compareAt: ["", ""],
  cost: ["14.50", "14.50"],
  "weight:g": ["280", "300"],
  stock: ["12", "8"],
  images: ["", ""],
};

/** A file to fill in: its heads are understood when it comes back, its rows show two variants of one product. */
export function templateTable(): Table<0 | 1> {
  return {
    columns: Object.entries(COLUMNS).map(([id, cells]) => ({ name: headOf(id), cell: (row) => cells[row] })),
    pieces: (async function* () {
      yield [0, 1] as const;
    })(),
  };
}

function headOf(id: string): string {
  const [name, parameter] = id.split(":");
  const label = FIELDS.find((field) => field.id === name)?.label ?? id;
  if (name === "optionName" || name === "optionValue") return label.replace("Option", `Option${parameter}`);
  return parameter === undefined ? label : `${label} (${parameter})`;
}
