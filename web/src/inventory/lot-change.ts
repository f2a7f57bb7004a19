/** What the form of a lot sends. */

interface LotBefore {
  /** YYYY-MM-DD; null: none. */
  readonly expiresOn: string | null;
  readonly isBlocked: boolean;
}

export interface LotForm {
  readonly lot: string;
  /** YYYY-MM-DD; empty: none. */
  readonly expiresOn: string;
  readonly isBlocked: boolean;
  /** By location; null: cleared. */
  readonly units: Readonly<Record<string, number | null>>;
}

/** What the form shows before anybody changes it. */
const NEW_LOT: LotBefore = { expiresOn: null, isBlocked: false };

/** Only what the person changed: what somebody else sets meanwhile, or set before of a lot that is added again, stays. */
export function lotChange(form: LotForm, before: LotBefore = NEW_LOT) {
  const expiresOn = form.expiresOn === "" ? null : form.expiresOn;
  const units = Object.entries(form.units).flatMap(([locationId, left]) =>
    left === null ? [] : [{ locationId, units: left }],
  );
  return {
    lot: form.lot,
    ...(expiresOn !== before.expiresOn && { expiresOn }),
    ...(form.isBlocked !== before.isBlocked && { isBlocked: form.isBlocked }),
    ...(units.length > 0 && { units }),
  };
}
