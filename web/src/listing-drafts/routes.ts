import { loadTexts } from "../i18n/language.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

const loader = loadTexts("listing-drafts", "products", "hub-messages");

export const listingDraftRoutes = [
  listRoute("/products/listings", loader, () => import("./list.tsx"), "ListingDraftList"),
  screenRoute(
    "/products/listings/$storeId/$categoryKey",
    loader,
    () => import("./category.tsx"),
    "ListingCategoryPage",
  ),
] as const;
