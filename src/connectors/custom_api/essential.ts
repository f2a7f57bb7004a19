/** Which fields of the shop's own records decide over an order: those that the expressions of deciding fields read. */
import { ESSENTIAL_OF_OWN_SHOP_ORDER } from "../kit/hub-shapes/own-shop-shapes.ts";
import { isEssential } from "../kit/parse/tolerant.ts";
import type { Manifest } from "./manifest.ts";
import type { Mapping } from "./manifest-parts.ts";

const REQUESTED = ESSENTIAL_OF_OWN_SHOP_ORDER.map((path) => path.split("."));

/** Whether a field of the unified order decides over it. */
export const decides = (path: readonly string[]): boolean => isEssential(path, REQUESTED);

/** By where a record stands in an answer; what an expression cannot be read a place from is left out. */
export function essentialOf({ lookups, reads }: Manifest): Readonly<Record<string, readonly string[]>> {
  const lookup = lookups["order.byId"];
  const map = lookup?.map ?? reads.orders?.map;
  const locations = [locationOf(lookup?.record), locationOf(reads.orders?.records)?.concat("*")];
  const fields = map === undefined ? [] : fieldsRead(map);
  return Object.fromEntries(locations.flatMap((place) => (place === undefined ? [] : [[place.join("."), fields]])));
}

/** "body.data.order" stands at data.order; undefined where an expression is more than a path. */
function locationOf(expression: string | undefined): string[] | undefined {
  if (expression === undefined || !/^body(?:\.\w+)*$/.test(expression)) return undefined;
  return expression.split(".").slice(1);
}

/** The fields of a record, outermost, that the deciding expressions name; the one that names the order first. */
function fieldsRead(map: Mapping): readonly string[] {
  if (typeof map === "string") return namesIn(map);
  const own = Object.entries(map).toSorted(([a], [b]) => Number(b === "externalId") - Number(a === "externalId"));
  return [...new Set(own.flatMap(([name, inner]) => namesUnder([name], inner)))];
}

function namesUnder(path: readonly string[], map: Mapping): string[] {
  if (!decides(path)) return [];
  if (typeof map === "string") return namesIn(map);
  return Object.entries(map).flatMap(([name, inner]) => namesUnder([...path, name], inner));
}

const namesIn = (expression: string): string[] => {
  const withoutTexts = expression.replace(/'[^']*'|"[^"]*"/g, " ");
  return [...withoutTexts.matchAll(/(?<![\w$.])[A-Za-z_]\w*/g)].map(([name]) => name);
};
