/** Two records of one person: what a merge would move, and the merge itself with its way back. */
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "../i18n/translation.ts";
import { type Action, useAction } from "../ui/action.ts";
import { type Customer, merge, renew, undoMerge } from "./queries.ts";

const FIELDS = ["name", "email", "phone", "notes", "acceptsMarketing"] as const;
export type Field = (typeof FIELDS)[number];

export interface MergePreview {
  readonly orders: number;
  /** Addresses and numbers the one who stays is found by from then on. */
  readonly contacts: readonly string[];
  /** What the one who stays lacks and the other has. */
  readonly filled: readonly Field[];
  readonly tags: readonly string[];
  /** Names and notes of the other that are not shown any more. */
  readonly leftOut: readonly { readonly field: "name" | "notes"; readonly kept: string; readonly left: string }[];
}

const isBlank = (value: unknown): boolean => value === null || value === "";

/** What the hub does when `from` becomes part of `into`. */
export function mergePreview(into: Customer, from: Customer): MergePreview {
  return {
    orders: from.orders,
    contacts: from.contactPoints.map(({ value }) => value),
    filled: FIELDS.filter((field) => into[field] === null && !isBlank(from[field])),
    tags: from.tags.filter((tag) => !into.tags.includes(tag)),
    leftOut: (["name", "notes"] as const).flatMap((field) => {
      const [stored, left] = [into[field], from[field]];
      return stored === null || left === null || isBlank(left) || stored === left
        ? []
        : [{ field, kept: stored, left }];
    }),
  };
}

interface Pair {
  readonly into: string;
  readonly from: string;
}

/** Merges, says so and offers the way back. */
export function useMerge(done?: (pair: Pair) => unknown): Action<Pair, unknown> {
  const { t } = useTranslation("customers");
  const client = useQueryClient();
  const undo = useAction({ run: (id: string) => undoMerge(client, id), said: t("merge.undone") });
  return useAction({
    run: ({ into, from }: Pair) => merge(into, from),
    done: async (_made, pair) => {
      await done?.(pair);
      await renew(client);
    },
    said: t("merge.said"),
    undo: { label: t("merge.undo"), run: (made) => made && undo.start(made.id) },
  });
}
