import { IconTag } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

const loader = loadWords("products", "costs", "inventory", "runs", "said");
const getParentRoute = () => appRoute;

export const productRoutes = [
  createRoute({
    getParentRoute,
    path: "/products",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./list.tsx"), "ProductList"),
  }),
  createRoute({
    getParentRoute,
    path: "/products/categories",
    loader,
    component: lazyRouteComponent(() => import("./categories.tsx"), "Categories"),
  }),
  createRoute({
    getParentRoute,
    path: "/products/imports",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./imports.tsx"), "Imports"),
  }),
  createRoute({
    getParentRoute,
    path: "/products/imports/$id",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./import.tsx"), "ImportWizard"),
  }),
  createRoute({
    getParentRoute,
    path: "/products/new",
    loader,
    component: lazyRouteComponent(() => import("./new-product.tsx"), "NewProduct"),
  }),
  createRoute({
    getParentRoute,
    path: "/products/$id",
    loader,
    component: lazyRouteComponent(() => import("./product.tsx"), "Product"),
  }),
] as const;

export const productNavigation: readonly NavigationEntry[] = [
  { to: "/products", icon: IconTag, word: "products", group: "daily", order: 30 },
];
