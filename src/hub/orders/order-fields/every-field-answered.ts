import type { OrderRow } from "./order-rows.ts";

/** A column's field: placed_at -> placedAt. */
type FieldOf<Column extends string> = Column extends `${infer First}_${infer Others}`
  ? `${First}${Capitalize<FieldOf<Others>>}`
  : Column;

/**
 * An order's answer. `Others`: the columns of the order that are no field of it, each with the field that has it or why
 * nobody is told. The compiler names a column that is in neither, and one that is in both.
 */
export type EveryFieldAnswered<
  Answer,
  Others extends Readonly<Record<Exclude<FieldOf<keyof OrderRow>, keyof Answer>, string>> & {
    readonly [Field in keyof Answer]?: never;
  },
> = Answer & (Others extends object ? unknown : never);
