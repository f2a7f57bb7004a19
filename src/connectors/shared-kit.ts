/**
 * Connectors from outside import the kit by its package's name and get the hub's own copy of it, whatever is installed
 * beside them: what they throw and what they are given is then what the hub knows (decision 641).
 */
import { existsSync } from "node:fs";
import { registerHooks } from "node:module";
import { sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The name the kit is published under. */
const KIT_PACKAGE = "@argosy/connector-kit";

/** Packages of which a connector and the kit need the same copy: they hand each other what these make. */
const SHARED_PACKAGES: ReadonlySet<string> = new Set(["graphql", "zod"]);

const outside = new Set<string>();
let isShared = false;

/** From now on, modules below this folder share the hub's kit. */
export function shareKitWith(folder: string): void {
  outside.add(folder);
  if (isShared) return;
  isShared = true;
  registerHooks({
    resolve(specifier, context, next) {
      if (!isOutside(context.parentURL)) return next(specifier, context);
      const file = kitFile(specifier);
      if (file !== undefined) return next(file, context);
      if (!SHARED_PACKAGES.has(specifier.split("/")[0] ?? "")) return next(specifier, context);
      return next(specifier, { ...context, parentURL: import.meta.url });
    },
  });
}

function isOutside(parent: string | undefined): boolean {
  if (!parent?.startsWith("file:")) return false;
  const file = fileURLToPath(parent);
  return [...outside].some((folder) => file.startsWith(folder + sep));
}

/** The address of the hub's file for a module of the kit; undefined of what is no module of it. */
function kitFile(specifier: string): string | undefined {
  if (!specifier.startsWith(`${KIT_PACKAGE}/`)) return undefined;
  const path = specifier.slice(KIT_PACKAGE.length + 1);
  const home = path.startsWith("commerce/") ? "../" : "./kit/";
  const url = new URL(`${home}${path}.ts`, import.meta.url);
  if (!existsSync(url)) throw new Error(`This hub's ${KIT_PACKAGE} has no module "${path}".`);
  return url.href;
}

/** Loads a module of a package from outside. */
export const loadOutside = (file: string): Promise<unknown> => import(pathToFileURL(file).href);
