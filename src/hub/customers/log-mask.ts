/** Data of buyers is no part of the log: a record that is logged whole by mistake shows none (personal-columns.ts). */
import { columnsOfTables, personColumns } from "./personal-columns.ts";

const camelCase = (column: string): string =>
  column.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());

/** Names that elsewhere hold nothing of people: the log needs the name of a channel. */
const plain = new Set(Object.values(columnsOfTables).flatMap(({ none = "" }) => none.split(" ")));

const masked = [...new Set(Object.keys(columnsOfTables).flatMap(personColumns))].filter((name) => !plain.has(name));
const names = [...new Set(masked.flatMap((name) => [name, camelCase(name)]))];

/** As pino's `redact`: these fields of what is logged, and of what stands in it. */
export const logMask = { paths: names.flatMap((name) => [name, `*.${name}`]), censor: "[personal]" };
