/**
 * Columns by where they stand on a phone's card, title, fact or state: `column.fact("email", t("email"), ({ email }) => email)`.
 * What else one is, its order or its width, comes last.
 */
import type { ReactNode } from "react";
import { Amount } from "../amount.tsx";
import { When } from "../when.tsx";
import type { Column } from "./columns.ts";

type More = Omit<Column<never>, "id" | "header" | "cell">;

const standing =
  (place: More) =>
  <Row,>(id: string, header: string, cell: (row: Row) => ReactNode, more: More = {}): Column<Row> => ({
    id,
    header,
    cell,
    ...place,
    ...more,
  });

/** Not on the card. */
export const plain = standing({});
export const title = standing({ onCard: "title" });
export const fact = standing({ onCard: "fact" });
export const state = standing({ onCard: "state" });
/** Numbers and money. */
export const figure = standing({ onCard: "fact", isEnd: true });

/** An amount in the row's own currency; null where there is none. */
export const amount = <Row extends { readonly currency: string }>(
  id: string,
  header: string,
  minorOf: (row: Row) => number | null,
  more: More = {},
): Column<Row> => {
  const cell = (row: Row) => {
    const minor = minorOf(row);
    return minor === null ? "–" : <Amount minor={minor} currency={row.currency} />;
  };
  return figure(id, header, cell, more);
};

/** A moment; null where it did not come yet. */
export const moment = <Row,>(
  id: string,
  header: string,
  at: (row: Row) => string | null,
  more: More = {},
): Column<Row> => {
  const cell = (row: Row) => {
    const moment = at(row);
    return moment === null ? "–" : <When at={moment} />;
  };
  return plain(id, header, cell, more);
};

/** The moment a list is sorted by, newest first. */
export const when = <Row,>(id: string, header: string, at: (row: Row) => string, more: More = {}): Column<Row> =>
  moment(id, header, at, { sort: "newest", sortUp: "oldest", ...more });
