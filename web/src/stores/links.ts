/** What is done with links of a store's items. */
import { useQueryClient } from "@tanstack/react-query";
import type { paths } from "../../../sdk/index.ts";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import type { Outcome } from "../ui/list/bulk-action.ts";

export type Link = Shape<"Mapping">;
type Bulk = paths["/api/stores/{id}/mappings/bulk"]["post"]["requestBody"]["content"]["application/json"];

interface Result {
  readonly id: string;
  readonly ok: boolean;
  readonly error?: string;
}

const outcomes = (results: readonly Result[]): readonly Outcome[] =>
  results.map(({ id, ok, error }) => ({ id, problem: ok ? undefined : (error ?? "") }));

export async function bulkLinks(storeId: string, input: Bulk): Promise<readonly Outcome[]> {
  const answer = await body(hub.POST("/api/stores/{id}/mappings/bulk", { ...ofId(storeId), body: input }));
  return outcomes(answer.results ?? []);
}

/** Says whose number of items is right, where that is open. */
export const settleStock = (storeId: string, stockFrom: "hub" | "channel", listingIds: readonly string[]) =>
  bulkLinks(storeId, { action: "settle_stock", stockFrom, listingIds: [...listingIds] });

/** Makes products of these items; one product for all items of the same product there. */
export async function createProducts(storeId: string, linkIds: readonly string[]): Promise<readonly Outcome[]> {
  const links = await Promise.all(linkIds.map((id) => body(hub.GET("/api/mappings/{id}", ofId(id)))));
  const open = links.filter(({ state }) => state !== "mapped");
  const taken = links.filter(({ state }) => state === "mapped").map(({ id }) => ({ id, problem: undefined }));
  const productListingIds = [...new Set(open.map(({ productListingId }) => productListingId))];
  if (productListingIds.length === 0) return taken;
  const { results } = await body(
    hub.POST("/api/stores/{id}/mappings/create-products", {
      ...ofId(storeId),
      body: { productListingIds, stockFrom: "channel" },
    }),
  );
  const byProduct = new Map(results.map((result) => [result.id, result]));
  const made = open.map(({ id, productListingId }) => {
    const result = byProduct.get(productListingId);
    return { id, problem: result === undefined || result.ok ? undefined : (result.error ?? "") };
  });
  return [...taken, ...made];
}

export function useRenewLinks() {
  const client = useQueryClient();
  return () => Promise.all(["mappings", "stores"].map((subject) => client.invalidateQueries({ queryKey: [subject] })));
}

export function useSwitch(link: Link) {
  const renew = useRenewLinks();
  return useAction({
    run: (change: { stockSync?: boolean; priceSync?: boolean; contentSync?: boolean }) =>
      body(hub.PATCH("/api/mappings/{id}", { ...ofId(link.id), body: change })),
    done: renew,
  });
}

const MOST_CALLS = 200;

/** Looks for counterparts of everything that is not linked, page after page. */
export function useSuggest(storeId: string) {
  const { t } = useTranslation("stores");
  const renew = useRenewLinks();
  return useAction({
    async run() {
      let linked = 0;
      let suggested = 0;
      let after: string | null = null;
      for (let call = 0; call < MOST_CALLS; call += 1) {
        const answer: { linked: number; suggested: number; next: string | null } = await body(
          hub.POST("/api/stores/{id}/mappings/suggest", { ...ofId(storeId), body: after === null ? {} : { after } }),
        );
        linked += answer.linked;
        suggested += answer.suggested;
        after = answer.next;
        if (after === null) break;
      }
      return { linked, suggested };
    },
    done: renew,
    said: ({ linked, suggested }) => t("links.suggested", { linked, suggested }),
  });
}
