/** What of a store is in use, by its settings: rights are asked for, and missed, for that alone. */
import type { Json } from "../../../commerce/product.ts";

export const FEATURES = ["orders", "stock", "products", "prices"] as const;
export type Feature = (typeof FEATURES)[number];

type Settings = Readonly<Record<string, Json>>;

/** Whether one of these is in use; of what belongs to no feature, always. */
export function isUsed(settings: Settings, features: readonly Feature[] | undefined): boolean {
  return features === undefined || features.some((feature) => isOn(settings, feature));
}

function isOn(settings: Settings, feature: Feature): boolean {
  switch (feature) {
    case "orders":
      return setting(settings, "orders", "enabled") !== false;
    case "stock":
      return setting(settings, "inventory", "enabled") !== false;
    case "products":
      return (
        setting(settings, "listings", "enabled") !== false || setting(settings, "publish", "products") === "automatic"
      );
    case "prices":
      return setting(settings, "prices", "newItems") === true;
  }
}

function setting(settings: Settings, group: string, name: string): Json | undefined {
  const section = settings[group];
  if (section === null || typeof section !== "object" || Array.isArray(section)) return undefined;
  return (section as Settings)[name];
}
