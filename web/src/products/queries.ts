/** What the product screens read. */
import { hub, ofId } from "../data/hub.ts";
import { reading, readingItems } from "../data/reading.ts";

export const productQuery = (id: string) => reading(["products", id], () => hub.GET("/api/products/{id}", ofId(id)));

const MOVING: readonly string[] = ["publishing", "updating"];
const POLL_MS = 2_000;

/** How the product stands on each channel; asked again while something of it is on its way. */
export const channelsQuery = (id: string) =>
  readingItems(["products", id, "channels"], () => hub.GET("/api/products/{id}/channels", ofId(id)), {
    refetchInterval: ({ state }) => (state.data?.some((one) => MOVING.includes(one.state)) ? POLL_MS : false),
  });

/** What each store shows of the product's stock, and why. */
export const shownQuery = (productId: string) =>
  readingItems(["inventory", "explain", "product", productId], () =>
    hub.GET("/api/inventory/explain", { params: { query: { productId } } }),
  );

export const importQuery = (id: string) => reading(["imports", id], () => hub.GET("/api/imports/{id}", ofId(id)));

export const importFieldsQuery = readingItems(["import-fields"], () => hub.GET("/api/imports/fields"), {
  staleTime: Number.POSITIVE_INFINITY,
});
