/** How a subject declares its screens behind the sign-in: address, words, and the component's file and name. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { loadTexts } from "../i18n/language.ts";
import { listSearch } from "../ui/list/list-search.ts";
import { appRoute } from "./roots.ts";

type Loader = ReturnType<typeof loadTexts>;
type File<Name extends string> = () => Promise<Readonly<Record<Name, () => ReactNode>>>;

/** A screen; `loader` fetches its words. */
export function screenRoute<const Path extends string, Name extends string>(
  path: Path,
  loader: Loader,
  file: File<Name>,
  name: Name,
) {
  const component = lazyRouteComponent<Record<string, () => ReactNode>, string>(file, name);
  return createRoute({ getParentRoute: () => appRoute, path, loader, component });
}

/** A screen with a list whose filter, order and page stand in its address. */
export function listRoute<const Path extends string, Name extends string>(
  path: Path,
  loader: Loader,
  file: File<Name>,
  name: Name,
) {
  const component = lazyRouteComponent<Record<string, () => ReactNode>, string>(file, name);
  return createRoute({ getParentRoute: () => appRoute, path, validateSearch: listSearch, loader, component });
}
