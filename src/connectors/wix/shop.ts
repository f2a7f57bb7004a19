/** What detection found out about a site, as the ports need it. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";

export type Catalog = "V1" | "V3";

/** A site is on exactly one catalog for good; before detection nothing is known. */
export function catalogOf({ facts }: ConnectionInfo): Catalog | null {
  return facts.catalog === "V1" || facts.catalog === "V3" ? facts.catalog : null;
}

/** True unless detection found the permission missing. */
export function may({ facts }: ConnectionInfo, ...subjects: readonly string[]): boolean {
  const { missing } = facts;
  return !Array.isArray(missing) || !subjects.some((subject) => missing.includes(subject));
}

/** False where costs and hidden products may not be read; writing variants whole would then erase costs. */
export function readsMerchantData({ facts }: ConnectionInfo): boolean {
  return facts.merchantData !== false;
}

export function currencyOf({ facts }: ConnectionInfo): string | undefined {
  return typeof facts.currency === "string" ? facts.currency : undefined;
}

export function settingOf({ settings }: ConnectionInfo, name: string, fallback: boolean): boolean {
  const value = settings[name];
  return value === undefined || value === null || value === "" ? fallback : value === true || value === "true";
}

/** KG or LB; undefined on a site that has told neither a product nor an order yet. */
export function weightUnitOf({ facts }: ConnectionInfo): string | undefined {
  return typeof facts.weightUnit === "string" ? facts.weightUnit : undefined;
}

/** Where Wix puts the first stock of a new product; "" on Catalog V1, which has no locations. */
export function defaultLocationOf({ facts }: ConnectionInfo): string {
  return typeof facts.defaultLocation === "string" ? facts.defaultLocation : "";
}
