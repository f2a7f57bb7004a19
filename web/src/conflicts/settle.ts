import { body, hub, ofId } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import type { Outcome } from "../ui/list/bulk-action.ts";

export type Winner = "hub" | "channel" | "dismissed";

/** Settles one; `always` makes it the store's rule for this field from now on. */
export function useSettle(id: string) {
  const { t } = useTranslation("conflicts");
  return useAction({
    run: (how: { readonly winner: Winner; readonly always: boolean }) =>
      hub.POST("/api/conflicts/{id}/settle", { ...ofId(id), body: how }),
    renews: [["conflicts"], ["stores"]],
    said: (_, { winner, always }) => t(always ? "said.always" : `said.${winner}`),
  });
}

/** Settles whichever conflict is named, for this once. */
export function useSettleAny() {
  const { t } = useTranslation("conflicts");
  return useAction({
    run: ({ id, winner }: { readonly id: string; readonly winner: Winner }) =>
      hub.POST("/api/conflicts/{id}/settle", { ...ofId(id), body: { winner, always: false } }),
    renews: [["conflicts"], ["stores"]],
    said: (_, { winner }) => t(`said.${winner}`),
  });
}

export async function settleMany(winner: Winner, ids: readonly string[]): Promise<readonly Outcome[]> {
  const { results } = await body(hub.POST("/api/conflicts/settle", { body: { winner, ids: [...ids] } }));
  return results.map(({ id, ok, error }) => ({ id, problem: ok ? undefined : (error ?? "") }));
}
