/** The package an order is packed in, unless a person chooses another. */
import type { Tx } from "../../db/database.ts";
import { choicesOf } from "./order-choice.ts";
import type { ParcelInput } from "./pack.ts";
import { listPresets, type PackagePreset, presetUnknown } from "./presets.ts";

/**
 * By order: the one named for all, else the one a rule chose for it, else the default. A chosen one that is gone is
 * passed over. Throws HubError PACKAGE_NOT_FOUND.
 */
export async function packagesOf(
  tx: Tx,
  orderIds: readonly string[],
  packageId?: string | undefined,
): Promise<ReadonlyMap<string, PackagePreset>> {
  const presets = await listPresets(tx);
  const byId = new Map(presets.map((preset) => [preset.id, preset]));
  const forAll = packageId === undefined ? presets.find(({ isDefault }) => isDefault) : byId.get(packageId);
  if (!forAll) throw presetUnknown();
  const choices = packageId === undefined ? await choicesOf(tx, orderIds) : new Map();
  return new Map(orderIds.map((id) => [id, byId.get(choices.get(id)?.packageId ?? "") ?? forAll]));
}

/** Weighing what the goods and the package weigh. */
export const parcelIn = ({ lengthMm, widthMm, heightMm, weightGrams }: PackagePreset): ParcelInput => ({
  ...{ lengthMm, widthMm, heightMm },
  packagingGrams: weightGrams,
});
