/** The boxes and bags an organization packs in. */

import { z } from "zod";
import { newId } from "../../commerce/new-id.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { lockEdited } from "../edit-lock.ts";
import { HubError } from "../errors.ts";

export const presetSchema = z.object({
  id,
  name: z.string(),
  lengthMm: z.int(),
  widthMm: z.int(),
  heightMm: z.int(),
  weightGrams: z.int().describe("of the empty package; the goods weigh on top"),
  isDefault: z.boolean(),
});
export type PackagePreset = Answered<typeof presetSchema>;

export type NewPreset = Omit<PackagePreset, "id">;
export type PresetChange = { readonly [K in keyof NewPreset]?: NewPreset[K] | undefined };

const MOST = 50;

/** The default first, then by name. */
export function listPresets(tx: Tx): Promise<PackagePreset[]> {
  return tx.rows<PackagePreset>(
    `select ${columns("", "id name lengthMm widthMm heightMm weightGrams isDefault")}
     from argosy.package_preset where organization_id = argosy.tenant() order by is_default desc, lower(name), id`,
  );
}

/** Throws HubError PACKAGE_NOT_FOUND. */
async function presetOf(tx: Tx, id: string): Promise<PackagePreset> {
  const preset = (await listPresets(tx)).find((each) => each.id === id);
  if (!preset) throw presetUnknown();
  return preset;
}

/** The first is the default, whatever is said. Throws HubError PACKAGE_MOST. */
export async function addPreset(tx: Tx, preset: NewPreset, now: Date): Promise<PackagePreset[]> {
  await lockEdited(tx, "package presets");
  const existing = await listPresets(tx);
  if (existing.length >= MOST)
    throw new HubError("PACKAGE_MOST", "limit", "There are 50 packages, the most there can be.");
  await writePreset(tx, { ...preset, id: newId(now), isDefault: preset.isDefault || existing.length === 0 }, now);
  return listPresets(tx);
}

/** Shipments keep what they were booked with. Throws HubError PACKAGE_NOT_FOUND. */
export async function changePreset(tx: Tx, id: string, change: PresetChange, now: Date): Promise<PackagePreset[]> {
  await lockEdited(tx, "package presets");
  const before = await presetOf(tx, id);
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  // One is always the default: it stops being it when another becomes it.
  await writePreset(tx, { ...before, ...given, isDefault: before.isDefault || change.isDefault === true }, now);
  return listPresets(tx);
}

/** Throws HubError PACKAGE_NOT_FOUND. */
export async function removePreset(tx: Tx, id: string): Promise<void> {
  await lockEdited(tx, "package presets");
  const { isDefault } = await presetOf(tx, id);
  await tx.run("delete from argosy.package_preset where organization_id = argosy.tenant() and id = $1", [id]);
  if (isDefault)
    await tx.run(
      `update argosy.package_preset set is_default = true where organization_id = argosy.tenant() and id =
         (select id from argosy.package_preset where organization_id = argosy.tenant() order by created_at, id
           limit 1)`,
    );
}

async function writePreset(tx: Tx, preset: PackagePreset, now: Date): Promise<void> {
  if (preset.isDefault)
    await tx.run(
      `update argosy.package_preset
       set is_default = false
       where organization_id = argosy.tenant() and is_default and id <> $1`,
      [preset.id],
    );
  await tx.run(
    `insert into argosy.package_preset (organization_id, id, name, length_mm, width_mm, height_mm, weight_grams,
       is_default, created_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (organization_id, id) do update set name = excluded.name, length_mm = excluded.length_mm,
       width_mm = excluded.width_mm, height_mm = excluded.height_mm, weight_grams = excluded.weight_grams,
       is_default = excluded.is_default`,
    [
      preset.id,
      preset.name,
      preset.lengthMm,
      preset.widthMm,
      preset.heightMm,
      preset.weightGrams,
      preset.isDefault,
      now,
    ],
  );
}

export function presetUnknown(): HubError {
  return new HubError("PACKAGE_NOT_FOUND", "not_found", "There is no such package.", "packageId");
}
