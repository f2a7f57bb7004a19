/** What empties one kind of place where personal data may be kept. */
import type { Tx } from "../../db/database.ts";
import type { ErasedPerson } from "./erased-person.ts";
import { eraseTerms, type FreeText } from "./free-text.ts";
import { wordColumns } from "./personal-columns.ts";

export interface Eraser {
  /** What is emptied, as the report names it. */
  readonly what: string;
  /** The columns it empties, by table (personal-columns.ts). */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  /** Answers how many rows it changed. */
  erase(tx: Tx, person: ErasedPerson): Promise<number>;
}

export const allTerms = ({ traces }: ErasedPerson) => [...traces.certain, ...traces.likely];

const columnsOf = ({ table }: FreeText) => ({ [table]: wordColumns(table) });

/** Texts that hang on an order: here every trace means this person. */
export const ofOrders = (what: string, text: FreeText, key = "order_id"): Eraser => ({
  what,
  columns: columnsOf(text),
  erase: (tx, person) =>
    eraseTerms(tx, text, { where: `${key} = any($1::uuid[])`, params: [person.orders] }, allTerms(person)),
});

/** Texts of the stores they bought on: only what means this person for certain. */
export const ofStores = (what: string, text: FreeText, key = "connection_id"): Eraser => ({
  what,
  columns: columnsOf(text),
  erase: (tx, { connections, traces }) =>
    eraseTerms(tx, text, { where: `${key} = any($1::uuid[])`, params: [connections] }, traces.certain),
});

/** Texts of the organization that name no store. */
export const anywhere = (what: string, text: FreeText): Eraser => ({
  what,
  columns: columnsOf(text),
  erase: (tx, { traces }) => eraseTerms(tx, text, { where: "true", params: [] }, traces.certain),
});
