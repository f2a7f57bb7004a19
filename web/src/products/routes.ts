import { IconTag } from "@tabler/icons-react";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

const loader = loadTexts("products", "costs", "inventory", "runs", "hub-messages");

export const productRoutes = [
  listRoute("/products", loader, () => import("./list.tsx"), "ProductList"),
  screenRoute("/products/categories", loader, () => import("./categories.tsx"), "Categories"),
  listRoute("/products/imports", loader, () => import("./imports.tsx"), "Imports"),
  listRoute("/products/imports/$id", loader, () => import("./import.tsx"), "ImportWizard"),
  screenRoute("/products/new", loader, () => import("./new-product.tsx"), "NewProduct"),
  screenRoute("/products/$id", loader, () => import("./product.tsx"), "Product"),
  screenRoute("/products/$id/variants", loader, () => import("./edit-variants.tsx"), "EditVariants"),
] as const;

export const productNavigation: readonly NavigationEntry[] = [
  { to: "/products", icon: IconTag, word: "products", group: "daily", order: 30 },
];
