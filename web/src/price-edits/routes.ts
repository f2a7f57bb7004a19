import { loadTexts } from "../i18n/language.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

const loader = loadTexts("price-edits", "products", "hub-messages");

export const priceEditRoutes = [
  screenRoute("/products/prices", loader, () => import("./new-edit.tsx"), "NewPriceEdit"),
  listRoute("/products/price-edits", loader, () => import("./list.tsx"), "PriceEditList"),
  listRoute("/products/price-edits/$id", loader, () => import("./page.tsx"), "PriceEditPage"),
] as const;
