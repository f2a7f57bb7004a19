import type { LinkProps } from "@tanstack/react-router";

/** A list says how its rows differ, unless each has an id. */
export type Keyed<Row> = Row extends { readonly id: string } ? unknown : { rowKey(row: Row): string };

export const idOf = (row: unknown): string => (row as { readonly id: string }).id;

/** Where one record is shown: "/returns/$id". */
export type RecordPath = Extract<LinkProps["to"], `${string}/$id`>;

/** A field of a row that is text, whatever the row. */
export type TextField<Row> = { [Name in keyof Row]-?: Row[Name] extends string ? Name : never }[keyof Row];
